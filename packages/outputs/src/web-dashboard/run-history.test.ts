import { expect, test } from 'vitest';
import { recordSamples } from '../recorded-samples.fixture.ts';
import { RunHistory } from './run-history.ts';

const sumOf = (history: RunHistory) =>
  history.steps('http_reqs', (sink) => (sink.type === 'counter' ? sink.sum : Number.NaN));

function historyOf(samples: Parameters<typeof recordSamples>[0]): RunHistory {
  const history = new RunHistory();
  for (const batch of recordSamples(samples)) history.add(batch);
  return history;
}

test('adds up second by second, with gaps where nothing was measured', () => {
  const at = [0, 900, 1_000, 3_500];
  const history = historyOf(at.map((ms) => ({ metric: 'http_reqs', value: 1, timeMs: 5_000 + ms })));
  expect(sumOf(history)).toEqual([2, 1, null, 1]);
  expect(history).toMatchObject({ stepS: 1, durationMs: 3_500 });
});

test('a gauge keeps its value until there is another one', () => {
  const history = historyOf([
    { metric: 'vus', type: 'gauge', value: 3, timeMs: 0 },
    { metric: 'vus', type: 'gauge', value: 5, timeMs: 2_000 },
  ]);
  expect(history.steps('vus', (sink) => (sink.type === 'gauge' ? sink.value : -1))).toEqual([3, 3, 5]);
});

test('a long run has longer steps instead of more of them, and loses nothing', () => {
  const hour = Array.from({ length: 3_600 }, (_, s) => ({ metric: 'http_reqs', value: 1, timeMs: s * 1000 }));
  const history = historyOf(hour);
  expect(history.stepS).toBe(16);
  expect(sumOf(history).slice(0, 3)).toEqual([16, 16, 16]);
  expect(sumOf(history).reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(3_600);
});

test('counts each check of each group by itself', () => {
  const check = (group: string, value: number) =>
    ({ metric: 'checks', type: 'rate', value, timeMs: 1, tags: { group, check: 'is ok' } }) as const;
  const history = historyOf([check('::a', 1), check('::a', 0), check('', 1)]);
  expect(history.checks).toEqual([
    { group: '::a', name: 'is ok', passes: 1, fails: 1 },
    { group: '', name: 'is ok', passes: 1, fails: 0 },
  ]);
});
