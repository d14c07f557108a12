export type ColorOf = (name: string) => string;

/** Colours as the element shows them now; drawing knows neither names nor schemes. */
export function colorsIn(element: HTMLElement): ColorOf {
  return (name) => {
    const probe = document.createElement('span');
    probe.style.color = `var(--${name})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}

export function withAlpha(rgb: string, alpha: number): string {
  return rgb.replace(/^rgb\(([^)]+)\)$/, `rgba($1, ${alpha})`);
}
