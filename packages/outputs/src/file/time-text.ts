/** A moment cut where texts need it: whole seconds since the epoch and nanoseconds within the second. */
export interface Moment {
  readonly seconds: number;
  readonly nanoseconds: number;
}

export function momentOf(epochMs: number): Moment {
  const seconds = Math.floor(epochMs / 1000);
  const nanoseconds = Math.round((epochMs - seconds * 1000) * 1e6);
  return nanoseconds < 1e9 ? { seconds, nanoseconds } : { seconds: seconds + 1, nanoseconds: 0 };
}

/** Writes times as RFC 3339 in local time; samples come close together, so the second before is remembered. */
export class Rfc3339 {
  readonly #offsetMinutes: (time: Date) => number;
  #seconds = Number.NaN;
  #dateAndTime = '';
  #zone = '';
  #epochMs = Number.NaN;
  #text = '';

  /** The function gives the minutes by which local time is ahead of UTC. */
  constructor(offsetMinutes = (time: Date): number => -time.getTimezoneOffset()) {
    this.#offsetMinutes = offsetMinutes;
  }

  /** Hot path. With up to nine decimals, without trailing zeros. */
  withFraction(epochMs: number): string {
    if (epochMs === this.#epochMs) return this.#text;
    const { seconds, nanoseconds } = momentOf(epochMs);
    this.#useSecond(seconds);
    const text =
      nanoseconds === 0
        ? this.#dateAndTime + this.#zone
        : `${this.#dateAndTime}.${trimZeros(String(nanoseconds).padStart(9, '0'))}${this.#zone}`;
    this.#epochMs = epochMs;
    this.#text = text;
    return text;
  }

  wholeSeconds(epochMs: number): string {
    this.#useSecond(momentOf(epochMs).seconds);
    return this.#dateAndTime + this.#zone;
  }

  #useSecond(seconds: number): void {
    if (seconds === this.#seconds) return;
    const offsetMinutes = this.#offsetMinutes(new Date(seconds * 1000));
    this.#seconds = seconds;
    this.#dateAndTime = new Date((seconds + offsetMinutes * 60) * 1000).toISOString().slice(0, 19);
    this.#zone = zoneText(offsetMinutes);
  }
}

function zoneText(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'Z';
  const size = Math.abs(offsetMinutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}
