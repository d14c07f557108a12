const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const UNITS = ['', 'k', 'M', 'G', 'T'] as const;

/** `1,234,567`: for numbers that are compared digit by digit. */
export function formatCount(value: number): string {
  return WHOLE.format(value);
}

/** Three significant digits and a unit of thousands: `1.23k`. For axes and tiles. */
export function formatCompact(value: number): string {
  if (!Number.isFinite(value)) return '–';
  let scaled = Math.abs(value);
  let unit = 0;
  // Above 999.5 three digits would round to four.
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${value < 0 ? '-' : ''}${significant(scaled)}${UNITS[unit] ?? ''}`;
}

function significant(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(value))));
  return trimmed(value.toFixed(digits));
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
