import { expect, test } from 'vitest';
import { VirtualRun } from '../../../testkit/src/virtual-run.ts';

const scenario = (fields: object) => ({ s: { executor: 'shared-iterations', ...fields } });

test('VUs take iterations as they become free', async () => {
  const iterationMs = ({ vu }: { vu: number }) => (vu === 1 ? 1_000 : 100);
  const run = new VirtualRun({ scenarios: scenario({ vus: 2, iterations: 12 }), iterationMs });
  await run.finish();
  expect([1, 2].map((vu) => run.iterations.filter((i) => i.vu === vu).length)).toEqual([2, 10]);
  expect(run.iterations.map((i) => i.iterationInTest)).toEqual(run.iterations.map((_, n) => n));
  expect(run.dropped).toEqual([]);
  expect(run.views[0]?.columns).toEqual(['2 VUs', '00m02.0s/10m0s', '12/12 shared iters']);
});

test('reports what was never taken, but not what was interrupted', async () => {
  const run = new VirtualRun({
    scenarios: scenario({ vus: 2, iterations: 7, maxDuration: '2s', gracefulStop: '0s' }),
    iterationMs: 1_300,
  });
  await run.finish();
  expect(run.iterations.map((i) => i.outcome)).toEqual([
    'complete',
    'complete',
    'interrupted',
    'interrupted',
  ]);
  expect(run.dropped).toEqual([{ scenario: 's', count: 3, vu: undefined, atMs: 2_000 }]);
  expect(run.views[0]?.status).toBe('interrupted');
});

test('drops nothing when the test is aborted', async () => {
  const run = new VirtualRun({ scenarios: scenario({ vus: 1, iterations: 7 }) });
  run.clock.advance(100);
  run.abort();
  await run.finish();
  expect(run.dropped).toEqual([]);
});

test.each([
  { sequence: '0,1/2,3/4,1', segment: '0:1/2', vus: 7, ids: [1, 3, 5, 7], numbers: [0, 2, 4, 6, 7, 9] },
  { sequence: '0,1/2,3/4,1', segment: '1/2:3/4', vus: 7, ids: [2, 6], numbers: [1, 5, 8] },
  { sequence: '0,1/2,3/4,1', segment: '3/4:1', vus: 7, ids: [4], numbers: [3] },
  { sequence: '0,0.6,0.9,1', segment: '0:3/5', vus: 5, ids: [1, 3, 5], numbers: [0, 2, 4, 5, 7, 9] },
  { sequence: '0,0.6,0.9,1', segment: '3/5:9/10', vus: 5, ids: [2], numbers: [1, 6] },
  { sequence: '0,0.6,0.9,1', segment: '9/10:1', vus: 5, ids: [4], numbers: [3, 8] },
  { sequence: '0,1/3,2/3,1', segment: '0:1/3', vus: 1, ids: [1], numbers: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
])('segment $segment of $sequence runs its share of 10 iterations', async (example) => {
  const { sequence, segment, vus, ids, numbers } = example;
  const run = new VirtualRun({ scenarios: scenario({ vus, iterations: 10 }), segment, sequence });
  await run.finish();
  expect([...new Set(run.iterations.map((i) => i.vuInTest))]).toEqual(ids);
  expect(run.iterations.map((i) => i.iterationInTest)).toEqual(numbers);
});

test('a segment without a VU has nothing to do', async () => {
  const run = new VirtualRun({
    scenarios: scenario({ vus: 1, iterations: 3 }),
    segment: '1/3:2/3',
    sequence: '0,1/3,2/3,1',
  });
  expect(await run.finish()).toEqual([]);
  expect(run.plan).toMatchObject({ plannedVUs: 0, maxVUs: 0, maxDurationMs: 0 });
  expect(run.views).toEqual([]);
});

test('threads share the iterations and the last one reports what is left', async () => {
  const iterationMs = ({ vu }: { vu: number }) => (vu === 1 ? 400 : 100);
  const fields = { vus: 3, iterations: 100, maxDuration: '1s' };
  const run = new VirtualRun({ scenarios: scenario(fields), iterationMs, threads: 2 });
  await run.finish();
  expect(run.iterations.map((i) => i.iterationInTest)).toEqual(Array.from({ length: 23 }, (_, n) => n));
  expect(run.dropped).toEqual([{ scenario: 's', count: 77, vu: undefined, atMs: 1_200 }]);
});
