import type { MetricType, ValueType } from '../metrics/metric.ts';
import type { SummaryTimeUnit } from './summary-input.ts';

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

/** A metric's value as the summary text shows it. */
export function humanize(
  value: number,
  metric: { readonly type: MetricType; readonly contains: ValueType },
  timeUnit: SummaryTimeUnit,
): string {
  if (metric.type === 'rate') return humanizeRate(value);
  switch (metric.contains) {
    case 'data':
      return humanizeBytes(value);
    case 'time':
      return timeUnit === '' ? humanizeTime(value) : inTimeUnit(value, timeUnit);
    case 'default':
      return humanizeNumber(value);
  }
}

/** Truncated, so that 99.999 % never reads as 100 %. */
export function humanizeRate(rate: number): string {
  return `${(Math.trunc(rate * 100 * 100) / 100).toFixed(2)}%`;
}

export function humanizeNumber(value: number): string {
  return fixedWithoutZeros(value, 6);
}

export function humanizeBytes(bytes: number): string {
  if (bytes < 10) return `${bytes} B`;
  let scaled = bytes;
  let unit = 0;
  while (scaled >= 1000 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const rounded = Math.floor(scaled * 10 + 0.5) / 10;
  return `${rounded.toFixed(rounded < 10 ? 1 : 0)} ${BYTE_UNITS[unit]}`;
}

/** Milliseconds with the unit that suits them; digits beyond the second decimal are cut off. */
export function humanizeTime(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 0.001) return `${Math.trunc(ms * 1e6)}ns`;
  if (ms < 1) return `${truncated(ms * 1000)}µs`;
  if (ms < 1000) return `${truncated(ms)}ms`;
  if (ms < 60_000) return `${truncated(ms / 1000)}s`;
  const seconds = Math.trunc(ms / 1000);
  const minutes = Math.trunc(seconds / 60);
  const rest = `${minutes % 60}m${seconds % 60}s`;
  return minutes < 60 ? rest : `${Math.trunc(minutes / 60)}h${rest}`;
}

function inTimeUnit(ms: number, unit: Exclude<SummaryTimeUnit, ''>): string {
  switch (unit) {
    case 's':
      return `${(ms / 1000).toFixed(2)}s`;
    case 'ms':
      return `${ms.toFixed(2)}ms`;
    case 'us':
      return `${(ms * 1000).toFixed(2)}µs`;
  }
}

function truncated(value: number): string {
  return fixedWithoutZeros(Math.trunc(value * 100) / 100, 2);
}

function fixedWithoutZeros(value: number, decimals: number): string {
  return Number(value.toFixed(decimals)).toString();
}
