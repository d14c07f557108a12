import { expect, test } from 'vitest';
import { outlineIfPossible, outlineOf as outlineWith } from './outline-of.ts';

const outlineOf = (options: unknown) => outlineWith(options, () => true);

test('the outline of a test tells its VUs, its longest time and its scenarios', () => {
  const outline = outlineOf({
    scenarios: {
      late: { executor: 'constant-vus', vus: 3, duration: '10s', startTime: '5s', gracefulStop: '0s' },
      early: { executor: 'constant-vus', vus: 2, duration: '5s', gracefulStop: '0s' },
    },
  });
  expect(outline.maxVUs).toBe(3);
  expect(outline.maxDurationMs).toBe(15_000);
  expect(outline.scenarios).toEqual([
    { name: 'early', executor: 'constant-vus', startTimeMs: 0 },
    { name: 'late', executor: 'constant-vus', startTimeMs: 5000 },
  ]);
});

test('options that could never run are refused with the reason', () => {
  expect(() => outlineOf({ vus: 1, duration: '0s' })).toThrow(/duration/);
  expect(outlineIfPossible({ vus: 1, duration: '0s' })).toBeUndefined();
});

test('an option that nobody knows is a warning', () => {
  expect(outlineOf({ vus: 1, iterations: 1, vu: 3 }).warnings).toEqual([
    'There were unknown fields in the options exported in the script',
  ]);
});
