import { momentOf } from '../file/time-text.ts';

/** What times are rounded down to. */
export interface Precision {
  /** As InfluxDB names it in `precision=`. */
  readonly name: string;
  readonly ns: bigint;
}

const PRECISIONS: Readonly<Record<string, Precision>> = {
  ns: { name: 'ns', ns: 1n },
  us: { name: 'u', ns: 1_000n },
  ms: { name: 'ms', ns: 1_000_000n },
  s: { name: 's', ns: 1_000_000_000n },
  m: { name: 'm', ns: 60_000_000_000n },
  h: { name: 'h', ns: 3_600_000_000_000n },
};
const NANOSECONDS = PRECISIONS.ns as Precision;

/** @throws Error with k6's text. */
export function parsePrecision(text: string): Precision {
  if (text === '' || text === 'n') return NANOSECONDS;
  const unit = text === 'u' || text === 'µs' ? 'us' : text;
  const precision = Object.hasOwn(PRECISIONS, unit) ? PRECISIONS[unit] : undefined;
  if (precision !== undefined) return precision;
  throw new Error(`time: unknown unit "${text}" in duration "1${text}"`);
}

/** A double holds today's milliseconds in steps of about so many nanoseconds. */
const STEP_NS = 240;

/**
 * Writes times as numbers. InfluxDB keeps one point of those with the same series and time, and times of a fast
 * run do coincide, so the digits below what a double can tell are used to keep points apart.
 */
export class PointTimes {
  readonly #ns: bigint;
  #count = 0;

  constructor({ ns }: Precision) {
    this.#ns = ns;
  }

  /** Hot path. */
  text(epochMs: number): string {
    const { seconds, nanoseconds } = momentOf(epochMs);
    if (this.#ns === 1n) return this.#withCount(seconds, nanoseconds);
    return String((BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)) / this.#ns);
  }

  #withCount(seconds: number, nanoseconds: number): string {
    this.#count = (this.#count + 1) % STEP_NS;
    const ns = nanoseconds + this.#count;
    if (ns < 1e9) return seconds + String(ns).padStart(9, '0');
    return seconds + 1 + String(ns - 1e9).padStart(9, '0');
  }
}
