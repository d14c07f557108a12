import { expect, test } from 'vitest';
import { nextRunAfter } from './next-run.ts';

const at = (text: string) => Date.parse(text);

test.each([
  ['0 3 * * *', 'UTC', '2026-03-01T03:00:00Z', '2026-03-02T03:00:00Z'],
  ['0 3 * * *', 'UTC', '2026-03-01T02:59:59Z', '2026-03-01T03:00:00Z'],
  ['0 3 * * 1', 'UTC', '2026-03-01T00:00:00Z', '2026-03-02T03:00:00Z'],
  ['0 3 * * *', 'Europe/Berlin', '2026-01-01T00:00:00Z', '2026-01-01T02:00:00Z'],
  ['0 3 * * *', 'Europe/Berlin', '2026-07-01T00:00:00Z', '2026-07-01T01:00:00Z'],
])('%s in %s after %s is due at %s', (cron, timeZone, after, due) => {
  expect(new Date(nextRunAfter(cron, timeZone, at(after))).toISOString()).toBe(
    new Date(at(due)).toISOString(),
  );
});

test.each([
  ['every day', 'UTC', 'cron'],
  ['61 * * * *', 'UTC', 'cron'],
  ['0 0 31 2 *', 'UTC', 'cron'],
  ['* * * * * *', 'UTC', 'cron'],
  ['0 3 * * *', 'Mars/Olympus', 'timeZone'],
])('%s in %s is refused because of its %s', (cron, timeZone, target) => {
  expect(() => nextRunAfter(cron, timeZone, at('2026-03-01T00:00:00Z'))).toThrow(
    expect.objectContaining({ code: 'invalid-request', target }),
  );
});
