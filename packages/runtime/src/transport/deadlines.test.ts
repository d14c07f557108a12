import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { Deadlines } from './deadlines.ts';

function recorder() {
  const fired: string[] = [];
  return { fired, target: (name: string) => ({ onDeadline: () => fired.push(name) }) };
}

test('deadlines pass in order of time, whatever order they were set in', async () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  const { fired, target } = recorder();
  for (const ms of [50, 10, 40, 20, 30]) deadlines.start(target(String(ms)), ms);
  await clock.advance(45);
  expect(fired).toEqual(['10', '20', '30', '40']);
  await clock.advance(10);
  expect(fired).toEqual(['10', '20', '30', '40', '50']);
});

test('an ended deadline does not pass, and its slot serves the next one', async () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  const { fired, target } = recorder();
  const first = deadlines.start(target('first'), 100);
  deadlines.end(first);
  const second = deadlines.start(target('second'), 160);
  expect(second).toBe(first);
  await clock.advance(150);
  expect(fired).toEqual([]);
  await clock.advance(20);
  expect(fired).toEqual(['second']);
});

test('a slot taken over for an earlier time wakes up earlier', async () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  const { fired, target } = recorder();
  deadlines.end(deadlines.start(target('late'), 1000));
  deadlines.start(target('early'), 20);
  await clock.advance(25);
  expect(fired).toEqual(['early']);
});

test('a deadline of Infinity never passes', async () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  const { fired, target } = recorder();
  deadlines.start(target('never'), Infinity);
  await clock.advance(1e9);
  expect(fired).toEqual([]);
});

test('many deadlines set and ended at random pass exactly when they are due', async () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const open = new Map<object, number>();
  for (let step = 0; step < 2000; step++) {
    const dueMs = clock.now() + 1 + random(300);
    const target = {
      onDeadline() {
        expect(clock.now()).toBeGreaterThanOrEqual(open.get(target) ?? Infinity);
        open.delete(target);
      },
    };
    open.set(target, dueMs);
    const slot = deadlines.start(target, dueMs);
    if (random(3) > 0) {
      open.delete(target);
      deadlines.end(slot);
    }
    await clock.advance(random(10));
    for (const due of open.values()) expect(due).toBeGreaterThan(clock.now() - 1);
  }
  await clock.advance(400);
  expect(open.size).toBe(0);
});
