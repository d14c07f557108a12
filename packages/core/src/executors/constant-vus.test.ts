import { expect, test } from 'vitest';
import { VirtualRun } from '../../../testkit/src/virtual-run.ts';

const oneVU = { executor: 'constant-vus', vus: 1, duration: '2s' };
const outcomes = (run: VirtualRun) => run.iterations.map(({ outcome, endedAtMs }) => [outcome, endedAtMs]);

test.each([
  {
    gracefulStop: '0s',
    ended: [
      ['complete', 1_300],
      ['interrupted', 2_000],
    ],
    endMs: 2_000,
  },
  {
    gracefulStop: '300ms',
    ended: [
      ['complete', 1_300],
      ['interrupted', 2_300],
    ],
    endMs: 2_300,
  },
  {
    gracefulStop: '30s',
    ended: [
      ['complete', 1_300],
      ['complete', 2_600],
    ],
    endMs: 2_600,
  },
])('waits $gracefulStop for running iterations', async ({ gracefulStop, ended, endMs }) => {
  const run = new VirtualRun({ scenarios: { s: { ...oneVU, gracefulStop } }, iterationMs: 1_300 });
  await run.finish();
  expect(outcomes(run)).toEqual(ended);
  expect(run.clock.now()).toBe(endMs);
  expect(run.dropped).toEqual([]);
});

test('each VU starts its next iteration when the last one is over', async () => {
  const iterationMs = ({ vu }: { vu: number }) => vu * 300;
  const run = new VirtualRun({ scenarios: { s: { ...oneVU, vus: 2 } }, iterationMs });
  await run.finish();
  const starts = (vu: number) => run.iterations.filter((i) => i.vu === vu).map((i) => i.startedAtMs);
  expect(starts(1)).toEqual([0, 300, 600, 900, 1_200, 1_500, 1_800]);
  expect(starts(2)).toEqual([0, 600, 1_200, 1_800]);
});

test('numbers iterations in the order they start', async () => {
  const run = new VirtualRun({ scenarios: { s: { ...oneVU, vus: 3 } }, iterationMs: 700 });
  await run.finish();
  expect(run.iterations.map((i) => i.iterationInInstance)).toEqual(run.iterations.map((_, n) => n));
});

test('gives a segment its VUs and its iteration numbers', async () => {
  const run = new VirtualRun({
    scenarios: { s: { ...oneVU, vus: 5 } },
    segment: '0:1/2',
    sequence: '0,1/2,3/4,1',
    iterationMs: 1_500,
  });
  await run.finish();
  expect(run.iterations.map((i) => i.vuInTest)).toEqual([1, 3, 5, 1, 3, 5]);
  expect(run.iterations.map((i) => i.iterationInTest)).toEqual([0, 2, 4, 6, 8, 10]);
});

test('iterations that end synchronously take turns and let timers run', async () => {
  const run = new VirtualRun({
    scenarios: { s: { ...oneVU, vus: 3, duration: '1s' } },
    iterationMs: 0,
    readCostMs: 0.01,
  });
  const ticks: number[] = [];
  for (let ms = 100; ms < 1_000; ms += 100) run.clock.at(ms, () => ticks.push(run.clock.now() - ms));
  await run.finish();
  const counts = [1, 2, 3].map((vu) => run.iterations.filter((i) => i.vu === vu).length);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  expect(Math.min(...counts)).toBeGreaterThan(1_000);
  expect(ticks.length).toBe(9);
  expect(Math.max(...ticks)).toBeLessThan(6);
  expect(run.clock.now()).toBeLessThan(1_002);
});

test('an abort interrupts everything at once', async () => {
  const run = new VirtualRun({ scenarios: { s: { ...oneVU, vus: 2 } }, iterationMs: 1_300 });
  run.clock.advance(500);
  run.abort();
  expect(await run.finish()).toEqual([{ scenario: 's', aborted: true, error: undefined }]);
  expect(run.clock.now()).toBe(500);
  expect(outcomes(run)).toEqual([
    ['interrupted', 500],
    ['interrupted', 500],
  ]);
});

test('counts all its VUs as active until they end', async () => {
  const iterationMs = ({ vu }: { vu: number }) => vu * 1_100;
  const run = new VirtualRun({ scenarios: { s: { ...oneVU, vus: 2 } }, iterationMs });
  run.clock.advance(100);
  expect(run.activeVUs).toBe(2);
  run.clock.advance(2_150);
  expect(run.activeVUs).toBe(0);
  run.clock.advance(1_000);
  await run.finish();
});

test('shows its progress', () => {
  const run = new VirtualRun({ scenarios: { s: { ...oneVU, vus: 3, duration: '30s' } } });
  run.clock.advance(1_000);
  expect(run.views[0]).toMatchObject({ status: 'running', columns: ['3 VUs', '01.0s/30s'] });
  expect(run.views[0]?.fraction).toBeCloseTo(1 / 30);
  run.clock.advance(29_000.5);
  expect(run.views[0]).toMatchObject({ status: 'done', fraction: 1, columns: ['3 VUs', '30s'] });
});
