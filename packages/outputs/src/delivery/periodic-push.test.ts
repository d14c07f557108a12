import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DeliveryError } from './delivery-error.ts';
import { PeriodicPush, type PeriodicPushOptions } from './periodic-push.ts';

function pushOf(options: Partial<PeriodicPushOptions>) {
  const told: string[] = [];
  const push = new PeriodicPush({
    intervalMs: 10,
    push: () => Promise.resolve(),
    onFailure: (error) => told.push(error.message),
    onSlow: () => told.push('slow'),
    ...options,
  });
  return { push, told };
}

test('pushes at the end even without an interval in between', async () => {
  let pushes = 0;
  const { push } = pushOf({
    intervalMs: 60_000,
    async push() {
      pushes++;
    },
  });
  push.start();
  expect(await push.finish()).toBeUndefined();
  expect(pushes).toBe(1);
});

test('one push at a time, and one word about being slow', async () => {
  let [onTheirWay, most] = [0, 0];
  const { push, told } = pushOf({
    async push() {
      onTheirWay++;
      most = Math.max(most, onTheirWay);
      await delay(60);
      onTheirWay--;
    },
  });
  push.start();
  await delay(150);
  expect(await push.finish()).toBeUndefined();
  expect({ most, told }).toEqual({ most: 1, told: ['slow'] });
});

test('goes on after failures, and resolves to the last one when it gives up', async () => {
  const { push, told } = pushOf({ push: () => Promise.reject(new DeliveryError('away', true)) });
  push.start();
  await expect.poll(() => told.length).toBeGreaterThan(2);
  expect(await push.finish(20)).toMatchObject({ message: 'away' });
});

test('does not try again what is refused for good', async () => {
  const { push, told } = pushOf({
    intervalMs: 60_000,
    push: () => Promise.reject(new DeliveryError('never', false)),
  });
  push.start();
  expect(await push.finish()).toMatchObject({ message: 'never' });
  expect(told).toEqual(['never']);
});

test('cuts a push short that is still on its way when patience ends', async () => {
  const { push } = pushOf({
    intervalMs: 60_000,
    push: (signal) =>
      new Promise((_resolve, reject) => {
        const fail = () => reject(new DeliveryError('cut short', false));
        if (signal.aborted) fail();
        else signal.addEventListener('abort', fail);
      }),
  });
  push.start();
  expect(await push.finish(20)).toMatchObject({ message: 'cut short' });
});
