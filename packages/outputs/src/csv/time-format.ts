import { momentOf, Rfc3339 } from '../file/time-text.ts';

const TIME_FORMATS = ['unix', 'unix_milli', 'unix_micro', 'unix_nano', 'rfc3339', 'rfc3339_nano'] as const;

export type TimeFormat = (typeof TIME_FORMATS)[number];

export function isTimeFormat(text: string): text is TimeFormat {
  return (TIME_FORMATS as readonly string[]).includes(text);
}

/** How times are written; the returned function is on the hot path. */
export function timeFormatter(format: TimeFormat): (epochMs: number) => string {
  const rfc3339 = new Rfc3339();
  switch (format) {
    case 'unix':
      return (epochMs) => String(Math.floor(epochMs / 1000));
    case 'unix_milli':
      return (epochMs) => String(Math.floor(epochMs));
    case 'unix_micro':
      return (epochMs) => unixNano(epochMs).slice(0, -3);
    case 'unix_nano':
      return unixNano;
    case 'rfc3339':
      return (epochMs) => rfc3339.wholeSeconds(epochMs);
    case 'rfc3339_nano':
      return (epochMs) => rfc3339.withFraction(epochMs);
  }
}

// As text, because the number is beyond what a double holds exactly.
function unixNano(epochMs: number): string {
  const { seconds, nanoseconds } = momentOf(epochMs);
  return `${seconds}${String(nanoseconds).padStart(9, '0')}`;
}
