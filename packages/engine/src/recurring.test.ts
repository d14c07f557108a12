import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { Recurring } from './recurring.ts';

/** Lets the promises that are settled already take effect. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('a task runs once in each period, first after one', async () => {
  const clock = new VirtualClock();
  const startsMs: number[] = [];
  using _task = new Recurring(clock, 2_000, async () => {
    startsMs.push(clock.now());
  });
  for (let i = 0; i < 6; i++) {
    clock.advance(1_000);
    await settled();
  }
  expect(startsMs).toEqual([2_000, 4_000, 6_000]);
});

test('a task that takes longer than its period is not started a second time, and goes on at once', async () => {
  const clock = new VirtualClock();
  const startsMs: number[] = [];
  using _task = new Recurring(clock, 1_000, async () => {
    startsMs.push(clock.now());
    await new Promise<void>((resolve) => clock.at(clock.now() + 2_500, resolve));
  });
  for (let i = 0; i < 14; i++) {
    clock.advance(500);
    await settled();
  }
  expect(startsMs).toEqual([1_000, 3_500, 6_000]);
});

test('a task that is stopped while it runs does not run again', async () => {
  const clock = new VirtualClock();
  let starts = 0;
  const task = new Recurring(clock, 1_000, async () => {
    starts++;
  });
  clock.advance(1_000);
  task[Symbol.dispose]();
  await settled();
  expect([starts, clock.pendingCalls]).toEqual([1, 0]);
});
