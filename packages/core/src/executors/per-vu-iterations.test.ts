import { expect, test } from 'vitest';
import { VirtualRun } from '../../../testkit/src/virtual-run.ts';

const scenario = (fields: object) => ({ s: { executor: 'per-vu-iterations', ...fields } });

test('every VU runs its iterations, however long others take', async () => {
  const iterationMs = ({ vu }: { vu: number }) => vu * 100;
  const run = new VirtualRun({ scenarios: scenario({ vus: 4, iterations: 3 }), iterationMs });
  await run.finish();
  expect([1, 2, 3, 4].map((vu) => run.iterations.filter((i) => i.vu === vu).length)).toEqual([3, 3, 3, 3]);
  expect(run.clock.now()).toBe(1_200);
  expect(run.dropped).toEqual([]);
  expect(run.views[0]).toMatchObject({
    status: 'done',
    fraction: 1,
    columns: ['4 VUs', '00m01.2s/10m0s', '12/12 iters, 3 per VU'],
  });
});

test('reports for each VU what it did not get to', async () => {
  const run = new VirtualRun({
    scenarios: scenario({ vus: 1, iterations: 5, maxDuration: '2s' }),
    iterationMs: 1_300,
  });
  run.clock.advance(2_100);
  expect(run.views[0]).toMatchObject({ status: 'stopping', columns: ['1 VUs', '2s', '1/5 iters, 5 per VU'] });
  await run.finish();
  expect(run.iterations.map((i) => i.outcome)).toEqual(['complete', 'complete']);
  expect(run.dropped).toEqual([{ scenario: 's', count: 3, vu: 1, atMs: 2_600 }]);
  expect(run.views[0]?.columns[2]).toBe('2/5 iters, 5 per VU');
});

test('drops nothing when the test is aborted', async () => {
  const run = new VirtualRun({ scenarios: scenario({ vus: 2, iterations: 5 }), iterationMs: 1_000 });
  run.clock.advance(1_500);
  run.abort();
  await run.finish();
  expect(run.iterations.map((i) => i.outcome)).toEqual([
    'complete',
    'complete',
    'interrupted',
    'interrupted',
  ]);
  expect(run.dropped).toEqual([]);
  expect(run.views[0]?.status).toBe('interrupted');
});

test.each([
  { segment: '0:3/5', vus: [1, 3, 5], iterations: [0, 2, 4, 5, 7, 9] },
  { segment: '3/5:9/10', vus: [2], iterations: [1, 6] },
  { segment: '9/10:1', vus: [4], iterations: [3, 13] },
])('segment $segment runs VUs $vus', async ({ segment, vus, iterations }) => {
  const run = new VirtualRun({
    scenarios: scenario({ vus: 5, iterations: 2 }),
    segment,
    sequence: '0,0.6,0.9,1',
  });
  await run.finish();
  expect([...new Set(run.iterations.map((i) => i.vuInTest))]).toEqual(vus);
  expect(run.iterations.map((i) => i.iterationInTest)).toEqual(iterations);
});

test('threads together number iterations as one would', async () => {
  const run = new VirtualRun({ scenarios: scenario({ vus: 3, iterations: 2 }), threads: 2 });
  await run.finish();
  expect(run.iterations.map((i) => i.vu).sort()).toEqual([1, 1, 2, 2, 3, 3]);
  expect(run.iterations.map((i) => i.iterationInTest).sort()).toEqual([0, 1, 2, 3, 4, 5]);
});
