/** Numbers in sentences. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 || value === 0 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function milliseconds(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`;
}

/** The first few of a list, and how many there are besides. */
export function some(items: readonly string[], limit = 3): string {
  const rest = items.length - limit;
  const shown = items.slice(0, limit).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
