import { expect, test } from 'vitest';
import { VirtualRun, type VirtualRunOptions } from '../../../testkit/src/virtual-run.ts';
import { loadSettingProblem } from './externally-controlled.ts';

const controlledRun = (fields: object, options: Omit<VirtualRunOptions, 'scenarios'> = {}) =>
  new VirtualRun({ scenarios: { s: { executor: 'externally-controlled', ...fields } }, ...options });
const load = (vus: number, maxVUs: number, isPaused = false) => ({ vus, maxVUs, isPaused });
const endings = (run: VirtualRun) =>
  run.iterations.map(({ vu, outcome, endedAtMs }) => [vu, outcome, endedAtMs]);

test('its VUs iterate for the duration and are interrupted at its end', async () => {
  const run = controlledRun({ vus: 2, maxVUs: 5, duration: '1500ms' });
  expect(run.plan.plannedVUs).toBe(5);
  await run.finish();
  expect(endings(run)).toEqual([
    [1, 'complete', 1_000],
    [2, 'complete', 1_000],
    [1, 'interrupted', 1_500],
    [2, 'interrupted', 1_500],
  ]);
  expect(run.views[0]).toMatchObject({ status: 'done', fraction: 1, columns: ['0 VUs', '1.5s'] });
});

test('more VUs start at once, those too many finish their iteration', async () => {
  const run = controlledRun({ vus: 1, maxVUs: 3, duration: '10s' });
  run.clock.runUntil(1_500);
  run.control('s', load(3, 3));
  run.clock.runUntil(1_600);
  expect(run.activeVUs).toBe(3);
  run.control('s', load(1, 3));
  run.clock.runUntil(2_400);
  expect(run.activeVUs).toBe(3);
  run.clock.runUntil(2_600);
  expect(run.activeVUs).toBe(1);
  expect(run.iterations.every(({ outcome }) => outcome !== 'interrupted')).toBe(true);
});

test('a pause lets iterations finish and starts none until it is over', async () => {
  const run = controlledRun({ vus: 2, duration: '6s' });
  run.clock.runUntil(1_500);
  run.control('s', load(2, 2, true));
  run.clock.runUntil(4_000);
  expect(run.activeVUs).toBe(0);
  expect(run.iterations).toHaveLength(4);
  run.control('s', load(2, 2));
  await run.finish();
  expect(run.iterations.map(({ startedAtMs }) => startedAtMs)).toEqual([
    0, 0, 1_000, 1_000, 4_000, 4_000, 5_000, 5_000,
  ]);
});

test('VUs beyond maxVUs are initialised first, with ids of their own', async () => {
  const run = controlledRun({ vus: 2, duration: '10s' }, { initDurationMs: 3_000 });
  run.clock.runUntil(500);
  run.control('s', load(4, 4));
  run.clock.runUntil(3_400);
  expect(run.activeVUs).toBe(2);
  // Set again before they are there: still nobody waits for them.
  run.control('s', load(3, 4));
  run.clock.runUntil(3_600);
  expect(run.activeVUs).toBe(3);
  await run.finish();
  expect(new Set(run.iterations.map(({ vu }) => vu))).toEqual(new Set([1, 2, 3]));
  expect(run.pools[0]?.createdCount).toBe(4);
});

test('threads divide what is set, and VUs they add have ids nobody else has', async () => {
  const run = controlledRun({ vus: 2, maxVUs: 4, duration: '5s' }, { threads: 2 });
  run.clock.runUntil(100);
  run.control('s', load(9, 9));
  run.clock.runUntil(200);
  expect(run.activeVUs).toBe(9);
  const ids = run.iterations.map(({ vu }) => vu);
  expect(new Set(ids).size).toBe(9);
  await run.finish();
});

test('a duration of 0 never ends by itself', async () => {
  const run = controlledRun({ vus: 1, duration: 0 }, { iterationMs: 60_000 });
  expect(run.plan.maxDurationMs).toBe(Number.POSITIVE_INFINITY);
  run.clock.runUntil(3_600_000);
  expect(run.views[0]).toMatchObject({ status: 'running', fraction: 0, columns: ['1 VUs', '1h00m00.0s'] });
  run.abort();
  await run.finish();
  expect(run.views[0]?.status).toBe('interrupted');
  expect(run.iterations).toHaveLength(61);
});

test('what is set before the scenario starts holds from its start', async () => {
  const run = controlledRun({ vus: 1, maxVUs: 3, startTime: '2s', duration: '1s' });
  run.control('s', load(3, 3));
  await run.finish();
  expect(run.iterations.map(({ startedAtMs }) => startedAtMs)).toEqual([2_000, 2_000, 2_000]);
});

test('it can start without VUs', async () => {
  const run = controlledRun({ vus: 0, maxVUs: 1, duration: '2200ms' });
  run.clock.runUntil(1_000);
  expect(run.iterations).toHaveLength(0);
  run.control('s', load(1, 1));
  await run.finish();
  expect(endings(run)).toEqual([
    [1, 'complete', 2_000],
    [1, 'interrupted', 2_200],
  ]);
});

test.each([
  [load(5, 10), undefined],
  [load(-1, 10), "the number of VUs can't be negative"],
  [load(11, 10), "maxVUs can't be less than the number of VUs (11)"],
  [load(1, 9), "VUs that are initialised stay so: maxVUs can't be less than 10"],
])('of up to 10 VUs, setting %j is answered by %j', (setting, problem) => {
  expect(loadSettingProblem(setting, load(1, 10))).toBe(problem);
});
