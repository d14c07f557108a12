import type { PooledVU } from '@squall/core';
import { expect, test } from 'vitest';
import { ThreadVUPool } from './vu-pool.ts';

function pool(maxVUs: number, failing: readonly number[] = []): ThreadVUPool {
  return new ThreadVUPool(maxVUs, (index, onReady) => {
    onReady(failing.includes(index) ? undefined : ({ idInInstance: index + 1 } as PooledVU));
  });
}

const GO_ON = async () => true;

test('hands VUs out in the order in which they came back', async () => {
  const vus = pool(200);
  await vus.initPlanned(100, GO_ON);
  const taken: PooledVU[] = [];
  for (let vu = vus.take(); vu !== undefined; vu = vus.take()) taken.push(vu);
  expect(taken.map((vu) => vu.idInInstance)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  vus.giveBack(taken[7] as PooledVU);
  vus.giveBack(taken[3] as PooledVU);
  expect([vus.take()?.idInInstance, vus.take()?.idInInstance, vus.take()]).toEqual([8, 4, undefined]);
});

test('stops initialising at the first VU whose init code fails', async () => {
  const vus = pool(5, [2]);
  expect(await vus.initPlanned(5, GO_ON)).toBe(false);
  expect([vus.take()?.idInInstance, vus.take()?.idInInstance, vus.take()]).toEqual([1, 2, undefined]);
});

test('stops initialising when it is told to', async () => {
  const vus = pool(5);
  let asked = 0;
  expect(await vus.initPlanned(5, async () => ++asked < 3)).toBe(true);
  expect([vus.take()?.idInInstance, vus.take()?.idInInstance, vus.take()]).toEqual([1, 2, undefined]);
});

test('gives an idle VU for an unplanned one when no more may be made', async () => {
  const vus = pool(2);
  await vus.initPlanned(1, GO_ON);
  const ids: (number | undefined)[] = [];
  for (let i = 0; i < 3; i++) vus.initUnplanned((vu) => ids.push(vu?.idInInstance));
  expect(ids).toEqual([2, 1, undefined]);
});

test('makes more VUs than planned once it is allowed to', async () => {
  const vus = pool(1);
  await vus.initPlanned(1, GO_ON);
  vus.allowMore(1);
  const ids: (number | undefined)[] = [];
  for (let i = 0; i < 3; i++) vus.initUnplanned((vu) => ids.push(vu?.idInInstance));
  expect(ids).toEqual([2, 1, undefined]);
});
