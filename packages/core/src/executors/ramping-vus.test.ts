import { expect, test } from 'vitest';
import { VirtualRun, type VirtualRunOptions } from '../../../testkit/src/virtual-run.ts';

const stage = (duration: string, target: number) => ({ duration, target });
const rampRun = (fields: object, options: Omit<VirtualRunOptions, 'scenarios'> = {}) =>
  new VirtualRun({ scenarios: { s: { executor: 'ramping-vus', ...fields } }, ...options });
const firstStarts = (run: VirtualRun) => {
  const starts = new Map<number, number>();
  for (const { vuInTest, startedAtMs } of run.iterations) {
    if (!starts.has(vuInTest)) starts.set(vuInTest, startedAtMs);
  }
  return [...starts];
};

test('VUs start as the ramp reaches their number; one started at the very end runs nothing', async () => {
  const run = rampRun({ startVUs: 1, stages: [stage('2s', 6)] }, { iterationMs: 100 });
  await run.finish();
  expect(firstStarts(run)).toEqual([
    [1, 0],
    [2, 400],
    [3, 800],
    [4, 1_200],
    [5, 1_600],
  ]);
  expect(run.clock.now()).toBe(2_000);
});

test.each([
  {
    segment: '0:1/2',
    starts: [
      [1, 0],
      [3, 800],
      [5, 1_600],
    ],
  },
  { segment: '1/2:3/4', starts: [[2, 400]] },
  { segment: '3/4:1', starts: [[4, 1_200]] },
])('segment $segment starts its own VUs', async ({ segment, starts }) => {
  const run = rampRun({ startVUs: 1, stages: [stage('2s', 6)] }, { segment, sequence: '0,1/2,3/4,1' });
  await run.finish();
  expect(firstStarts(run)).toEqual(starts);
});

test('VUs that must stop finish their iteration within gracefulRampDown', async () => {
  const fields = { startVUs: 2, stages: [stage('1s', 2), stage('0s', 1), stage('1s', 1)] };
  const run = rampRun({ ...fields, gracefulRampDown: '500ms' }, { iterationMs: 1_300 });
  await run.finish();
  expect(run.iterations.map(({ vu, outcome, endedAtMs }) => [vu, outcome, endedAtMs])).toEqual([
    [1, 'complete', 1_300],
    [2, 'complete', 1_300],
    [1, 'complete', 2_600],
  ]);
});

test('VUs that take longer than gracefulRampDown are interrupted', async () => {
  const fields = { startVUs: 2, stages: [stage('1s', 2), stage('0s', 1), stage('1s', 1)] };
  const run = rampRun({ ...fields, gracefulRampDown: '100ms' }, { iterationMs: 1_300 });
  await run.finish();
  expect(run.iterations.map(({ vu, outcome, endedAtMs }) => [vu, outcome, endedAtMs])).toEqual([
    [1, 'complete', 1_300],
    [2, 'interrupted', 1_100],
    [1, 'complete', 2_600],
  ]);
});

test('gracefulStop ends what is left when all stages are over', async () => {
  const fields = { startVUs: 1, stages: [stage('1s', 1)], gracefulStop: '500ms' };
  const run = rampRun(fields, { iterationMs: 5_000 });
  run.clock.advance(1_200);
  expect(run.views[0]).toMatchObject({ status: 'stopping', fraction: 1, columns: ['1/1 VUs', '1s'] });
  await run.finish();
  expect(run.iterations[0]).toMatchObject({ outcome: 'interrupted', endedAtMs: 1_500 });
});

test('a VU that is wanted again while it finishes goes on without being given back', async () => {
  const stages = [stage('1s', 2), stage('0s', 1), stage('100ms', 1), stage('0s', 2), stage('1s', 2)];
  const run = rampRun({ startVUs: 2, stages }, { iterationMs: 800 });
  await run.finish();
  expect(run.pools[0]?.activations.length).toBe(2);
  expect(run.iterations.filter((i) => i.vu === 2).map((i) => i.startedAtMs)).toEqual([0, 800, 1_600]);
});

test('a VU stopped before its first iteration is given back and can be taken again', async () => {
  const stages = [stage('0s', 0), stage('1s', 0), stage('0s', 1), stage('1s', 1)];
  const run = rampRun({ startVUs: 1, stages }, { iterationMs: 400 });
  run.clock.advance(500);
  expect(run.pools[0]?.idleCount).toBe(1);
  await run.finish();
  expect(run.pools[0]?.activations.length).toBe(2);
  expect(run.iterations.map((i) => i.startedAtMs)).toEqual([1_000, 1_400, 1_800]);
});

test('ends early when the ramp goes down to 0 before the last stage is over', async () => {
  const run = rampRun({ startVUs: 1, stages: [stage('1s', 0), stage('9s', 0)] }, { iterationMs: 300 });
  await run.finish();
  expect(run.clock.now()).toBe(1_200);
  expect(run.views[0]).toMatchObject({ status: 'interrupted', columns: ['0/1 VUs', '01.2s/10.0s'] });
});

test('an abort interrupts everything at once', async () => {
  const run = rampRun({ startVUs: 2, stages: [stage('10s', 20)] }, { iterationMs: 60_000 });
  run.clock.advance(5_000);
  expect(run.activeVUs).toBe(11);
  run.abort();
  await run.finish();
  expect(run.clock.now()).toBe(5_000);
  expect(run.iterations.every((i) => i.outcome === 'interrupted')).toBe(true);
});

test('threads together follow the same ramp', async () => {
  const fields = { startVUs: 1, stages: [stage('2s', 6), stage('2s', 0)], gracefulRampDown: '0s' };
  const alone = rampRun(fields, { iterationMs: 150 });
  const divided = rampRun(fields, { iterationMs: 150, threads: 3 });
  await alone.finish();
  await divided.finish();
  const spans = (run: VirtualRun) =>
    run.iterations.map(({ vu, startedAtMs, outcome }) => `${startedAtMs} ${vu} ${outcome}`).sort();
  expect(spans(divided)).toEqual(spans(alone));
});
