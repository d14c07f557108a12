import { expect, test } from 'vitest';
import { FakeVUPool } from '../../../testkit/src/fake-vu-pool.ts';
import { VirtualClock } from '../../../testkit/src/virtual-clock.ts';
import type { PooledVU } from './executor.ts';
import { VUSupply } from './vu-supply.ts';

function supplyOf(plannedVUs: number) {
  const clock = new VirtualClock();
  const warnings: string[] = [];
  const pool = new FakeVUPool(clock, { plannedVUs });
  const supply = new VUSupply(pool, clock, { log: (_, message) => warnings.push(message) });
  const taken: PooledVU[] = [];
  const errors: string[] = [];
  const take = () =>
    supply.take(
      (vu) => taken.push(vu),
      (error) => errors.push(error.message),
    );
  return { clock, pool, supply, warnings, taken, errors, take };
}

test('hands out an idle VU at once', () => {
  const { taken, take } = supplyOf(1);
  take();
  expect(taken.map((vu) => vu.idInInstance)).toEqual([1]);
});

test('serves those who wait in their order as VUs come back', () => {
  const { clock, supply, taken, warnings, take } = supplyOf(2);
  for (let i = 0; i < 4; i++) take();
  clock.advance(500);
  supply.giveBack(taken[1]!);
  supply.giveBack(taken[0]!);
  expect(taken.map((vu) => vu.idInInstance)).toEqual([1, 2, 2, 1]);
  expect(warnings).toEqual(Array(2).fill('Could not get a VU from the buffer for 400ms'));
  clock.runUntilIdle();
  expect(warnings.length).toBe(2);
});

test('gives up after two seconds', () => {
  const { clock, warnings, errors, take } = supplyOf(0);
  take();
  clock.runUntilIdle();
  expect(warnings.map((text) => text.split(' ').at(-1))).toEqual(['400ms', '800ms', '1.2s', '1.6s', '2s']);
  expect(errors).toEqual(['could not get a VU from the buffer in 2s']);
});

test('someone who stopped waiting gets nothing', () => {
  const { clock, pool, supply, taken, errors, take } = supplyOf(1);
  take();
  const stopWaiting = take();
  stopWaiting();
  supply.giveBack(taken[0]!);
  clock.runUntilIdle();
  expect([taken.length, errors.length, pool.idleCount]).toEqual([1, 0, 1]);
});

test('adds VUs beyond those planned and serves whoever waits', () => {
  const { clock, supply, taken, warnings, take } = supplyOf(1);
  const done: number[] = [];
  take();
  take();
  supply.addVUs(2, () => done.push(clock.now()));
  clock.runUntilIdle();
  expect(taken.map((vu) => vu.idInInstance)).toEqual([1, 2]);
  expect(done).toEqual([0]);
  take();
  expect(taken.map((vu) => vu.idInInstance)).toEqual([1, 2, 3]);
  supply.addVUs(0, () => done.push(clock.now()));
  expect(done).toHaveLength(2);
  expect(warnings).toEqual([]);
});
