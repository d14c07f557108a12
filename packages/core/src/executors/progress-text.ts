import { formatDuration, formatFixedDuration } from '../time/format-duration.ts';

/** `value` padded with zeros to the width of `max`. */
export const fixedInt = (value: number, max: number): string =>
  String(value).padStart(String(max).length, '0');

/** Two decimals, as wide as `max` needs. */
export const fixedRate = (value: number, max: number): string =>
  value.toFixed(2).padStart(max.toFixed(2).length, '0');

/** `01.0s/30s`. */
export const elapsedOf = (elapsedMs: number, totalMs: number): string =>
  `${formatFixedDuration(elapsedMs, totalMs)}/${formatDuration(totalMs)}`;

/** As `elapsedOf`, but only the total once it is over. */
export const elapsedOrTotal = (elapsedMs: number, totalMs: number): string =>
  elapsedMs >= totalMs ? formatDuration(totalMs) : elapsedOf(elapsedMs, totalMs);

export const fractionOf = (part: number, whole: number): number =>
  whole <= 0 ? 1 : Math.min(1, part / whole);
