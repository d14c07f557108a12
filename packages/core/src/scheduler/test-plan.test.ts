import { expect, test } from 'vitest';
import { parseScenario } from '../executors/executors.ts';
import { parseSegment, parseSegmentSequence } from '../segment/segment.ts';
import { createSegmentTuple, WHOLE_TUPLE } from '../segment/segment-tuple.ts';
import { planTest } from './test-plan.ts';

const plan = (scenarios: Record<string, object>, tuple = WHOLE_TUPLE) =>
  planTest(
    Object.fromEntries(Object.entries(scenarios).map(([name, json]) => [name, parseScenario(name, json)])),
    tuple,
  );

test('adds up what the scenarios need over time', () => {
  const { steps, plannedVUs, maxVUs, maxDurationMs } = plan({
    a: { executor: 'per-vu-iterations', vus: 2 },
    c: { executor: 'constant-arrival-rate', rate: 4, duration: '1s', preAllocatedVUs: 1, maxVUs: 3 },
    b: { executor: 'per-vu-iterations', vus: 2, maxDuration: '1s', startTime: '1s', gracefulStop: 0 },
  });
  expect(steps.map((step) => [step.offsetMs, step.plannedVUs, step.maxUnplannedVUs])).toEqual([
    [0, 2, 0],
    [0, 3, 2],
    [1_000, 5, 2],
    [2_000, 3, 2],
    [31_000, 2, 0],
    [630_000, 0, 0],
  ]);
  expect({ plannedVUs, maxVUs, maxDurationMs }).toEqual({ plannedVUs: 5, maxVUs: 7, maxDurationMs: 630_000 });
});

test('VUs of a scenario that is over serve the next one', () => {
  const first = { executor: 'constant-vus', vus: 3, duration: '5s', gracefulStop: 0 };
  expect(plan({ first, second: { ...first, vus: 4, startTime: '5s' } })).toMatchObject({
    plannedVUs: 4,
    maxVUs: 4,
  });
  expect(plan({ first, second: { ...first, vus: 4, startTime: '4s' } })).toMatchObject({
    plannedVUs: 7,
    maxVUs: 7,
  });
});

test('orders scenarios by start time, then name', () => {
  const vus = { executor: 'constant-vus', duration: '5s' };
  const { scenarios } = plan({
    z: vus,
    m: { ...vus, startTime: '1s' },
    B: vus,
    a: vus,
    '10': { ...vus, startTime: '9s' },
  });
  expect(scenarios.map(({ name }) => name)).toEqual(['B', 'a', 'z', 'm', '10']);
});

test.each([
  { scenario: { executor: 'shared-iterations', vus: 1, iterations: 3 }, maxDurationMs: 0 },
  { scenario: { executor: 'per-vu-iterations', vus: 1 }, maxDurationMs: 0 },
  { scenario: { executor: 'constant-vus', vus: 1, duration: '5s' }, maxDurationMs: 0 },
  {
    scenario: { executor: 'ramping-vus', startVUs: 0, stages: [{ duration: '5s', target: 1 }] },
    maxDurationMs: 0,
  },
  {
    scenario: { executor: 'constant-arrival-rate', rate: 1, duration: '5s', preAllocatedVUs: 1 },
    maxDurationMs: 0,
  },
  {
    scenario: {
      executor: 'ramping-arrival-rate',
      stages: [{ duration: '5s', target: 1 }],
      preAllocatedVUs: 1,
    },
    maxDurationMs: 0,
  },
])('a segment without a VU of $scenario.executor has no work', ({ scenario, maxDurationMs }) => {
  const tuple = createSegmentTuple(parseSegment('1/3:2/3'), parseSegmentSequence('0,1/3,2/3,1'));
  const part = plan({ s: scenario }, tuple);
  expect(part.scenarios.map(({ hasWork }) => hasWork)).toEqual([false]);
  expect(part).toMatchObject({ plannedVUs: 0, maxVUs: 0, maxDurationMs });
});

test('a ramp is planned until its VUs had time to finish', () => {
  const stages = [
    { duration: '2s', target: 6 },
    { duration: '3s', target: 0 },
  ];
  expect(plan({ s: { executor: 'ramping-vus', stages } })).toMatchObject({
    plannedVUs: 6,
    maxDurationMs: 35_000,
  });
  expect(plan({ s: { executor: 'ramping-vus', stages, gracefulRampDown: '1s' } }).maxDurationMs).toBe(6_000);
  expect(plan({ s: { executor: 'ramping-vus', stages, gracefulStop: '3s' } }).maxDurationMs).toBe(8_000);
});
