import { expect, test } from 'vitest';
import { momentOf, Rfc3339 } from './time-text.ts';

const NOON = Date.UTC(2026, 10, 22, 12, 0, 0);

test.each([
  [NOON, 0, '2026-11-22T12:00:00Z'],
  [NOON + 360.5, 0, '2026-11-22T12:00:00.3605Z'],
  [NOON + 0.25, 0, '2026-11-22T12:00:00.00025Z'],
  [NOON + 999, 120, '2026-11-22T14:00:00.999+02:00'],
  [NOON, -570, '2026-11-22T02:30:00-09:30'],
  [-500, 0, '1969-12-31T23:59:59.5Z'],
])('writes %d ms at an offset of %d minutes as %s', (epochMs, offset, text) => {
  const time = new Rfc3339(() => offset);
  expect(time.withFraction(epochMs)).toBe(text);
  expect(time.withFraction(epochMs)).toBe(text);
});

test('follows times that go back and forth between seconds', () => {
  const time = new Rfc3339(() => 0);
  const texts = [NOON + 1, NOON + 1001, NOON + 2].map((epochMs) => time.withFraction(epochMs).slice(17));
  expect(texts).toEqual(['00.001Z', '01.001Z', '00.002Z']);
  expect(time.wholeSeconds(NOON + 999)).toBe('2026-11-22T12:00:00Z');
});

test('keeps nanoseconds below a whole second', () => {
  expect(momentOf(1999.9999999)).toEqual({ seconds: 2, nanoseconds: 0 });
  expect(momentOf(1999.5)).toEqual({ seconds: 1, nanoseconds: 999_500_000 });
});
