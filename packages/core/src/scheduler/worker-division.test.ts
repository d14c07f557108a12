import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseScenario } from '../executors/executors.ts';
import { WHOLE_TUPLE } from '../segment/segment-tuple.ts';
import { planTest } from './test-plan.ts';
import {
  chooseWorkerCount,
  divideAmongWorkers,
  idInInstance,
  type WorkerDivision,
} from './worker-division.ts';

const plan = (scenarios: Record<string, object>) =>
  planTest(
    Object.fromEntries(Object.entries(scenarios).map(([name, json]) => [name, parseScenario(name, json)])),
    WHOLE_TUPLE,
  );
const looping = (vus: number, fields: object = {}) => ({
  executor: 'constant-vus',
  vus,
  duration: '5s',
  ...fields,
});
const planned = ({ parts }: WorkerDivision) => parts.map((part) => part.plannedVUs);
const allIds = (division: WorkerDivision) =>
  division.parts.flatMap(({ maxVUs }, worker) =>
    Array.from({ length: maxVUs }, (_, n) => idInInstance(division, worker, n)),
  );
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const ascending = (numbers: number[]) => numbers.sort((a, b) => a - b);

test('deals the VUs of a scenario out in turn', () => {
  const division = divideAmongWorkers(plan({ s: looping(8) }), 3);
  expect(planned(division)).toEqual([3, 3, 2]);
  expect([0, 1, 2].map((n) => idInInstance(division, 1, n))).toEqual([2, 5, 8]);
});

test('scenarios side by side continue where the VUs before them leave off', () => {
  const division = divideAmongWorkers(
    plan({ a: looping(1), b: looping(1), c: looping(1), d: looping(2) }),
    3,
  );
  expect(planned(division)).toEqual([2, 2, 1]);
  expect(ascending(allIds(division))).toEqual(upTo(5));
});

test('scenarios one after another use the same VUs', () => {
  const later = { startTime: '60s' };
  const division = divideAmongWorkers(plan({ a: looping(3), b: looping(2, later) }), 2);
  expect(division.isExact).toBe(true);
  expect(planned(division)).toEqual([2, 1]);
});

test('numbers unplanned VUs after the planned ones', () => {
  const arrival = {
    executor: 'constant-arrival-rate',
    rate: 1,
    duration: '5s',
    preAllocatedVUs: 9,
    maxVUs: 13,
  };
  const division = divideAmongWorkers(plan({ s: arrival }), 2);
  expect(planned(division)).toEqual([5, 4]);
  expect([0, 4, 5, 6].map((n) => idInInstance(division, 0, n))).toEqual([1, 9, 10, 12]);
  expect(ascending(allIds(division))).toEqual(upTo(13));
});

test('VUs beyond all that are planned have ids nobody else has', () => {
  const division = divideAmongWorkers(plan({ s: looping(5) }), 2);
  const ids = [0, 1].flatMap((worker) => [0, 1, 2, 3, 4, 5].map((n) => idInInstance(division, worker, n)));
  expect(new Set(ids).size).toBe(12);
  expect(ascending(ids).slice(0, 5)).toEqual(upTo(5));
});

test('keeps few pre-allocated VUs together', () => {
  const arrival = {
    executor: 'constant-arrival-rate',
    rate: 1,
    duration: '5s',
    preAllocatedVUs: 3,
    maxVUs: 50,
  };
  expect(divideAmongWorkers(plan({ s: arrival }), 4).parts.map((part) => part.maxVUs)).toEqual([50, 0, 0, 0]);
});

test('uses no more threads than there are VUs, and fewer when VUs would be created that are not planned', () => {
  expect(chooseWorkerCount(plan({ s: looping(3) }), 8)).toBe(3);
  expect(chooseWorkerCount(plan({ s: looping(500) }), 8)).toBe(8);
  const down = {
    executor: 'ramping-vus',
    gracefulRampDown: 0,
    startVUs: 2,
    stages: [{ duration: '2s', target: 0 }],
  };
  const up = { ...down, startVUs: 0, stages: [{ duration: '3s', target: 2 }] };
  const crossing = plan({ down, up });
  expect(divideAmongWorkers(crossing, 2).isExact).toBe(false);
  expect(chooseWorkerCount(crossing, 2)).toBe(1);
});

test('the VUs of all threads are never fewer than planned, and have distinct ids', () => {
  const anyScenario = fc.record({
    vus: fc.integer({ min: 1, max: 20 }),
    startTime: fc.constantFrom('0s', '3s', '40s'),
  });
  fc.assert(
    fc.property(
      fc.array(anyScenario, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 6 }),
      (list, count) => {
        const whole = plan(
          Object.fromEntries(list.map(({ vus, startTime }, i) => [`s${i}`, looping(vus, { startTime })])),
        );
        const division = divideAmongWorkers(whole, count);
        const total = planned(division).reduce((sum, vus) => sum + vus, 0);
        expect(total).toBeGreaterThanOrEqual(whole.plannedVUs);
        expect(ascending(allIds(division))).toEqual(upTo(total));
      },
    ),
  );
});
