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

/** A share of one as percent: `12.3%`; what is not quite all or nothing never reads as if it were. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return '<0.01%';
  if (percent > 99.99 && percent < 100) return '>99.99%';
  return `${trimmed(percent.toFixed(percent < 10 ? 2 : 1))}%`;
}

function significant(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(value))));
  return trimmed(value.toFixed(digits));
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1.23 MB`: three significant digits, in thousands as networks count. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '–';
  let scaled = Math.abs(bytes);
  let unit = 0;
  while (scaled >= 999.5 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const digits = unit === 0 ? String(Math.round(scaled)) : significant(scaled);
  return `${bytes < 0 ? '-' : ''}${digits} ${BYTE_UNITS[unit] ?? ''}`;
}

/** `+12.3%`, `-4%`: how much something has changed. */
export function formatChange(share: number): string {
  const percent = share * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  const text = trimmed(percent.toFixed(digits)).replace(/^-0$/, '0');
  return percent > 0 && text !== '0' ? `+${text}%` : `${text}%`;
}
