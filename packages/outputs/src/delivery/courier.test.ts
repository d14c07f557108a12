import { expect, test } from 'vitest';
import { Courier, type CourierOptions } from './courier.ts';
import { DeliveryError } from './delivery-error.ts';

/** A courier of numbers, and what became of them. */
function courierOf(messages: number[], options: Partial<CourierOptions<number>> = {}) {
  const arrived: number[] = [];
  const lost: number[] = [];
  const failures: string[] = [];
  const courier = new Courier<number>({
    concurrency: 1,
    take: () => messages.shift(),
    async send(message) {
      arrived.push(message);
    },
    onFailure: (error) => failures.push(error.message),
    onLost: (message) => lost.push(message),
    ...options,
  });
  return { courier, arrived, lost, failures, messages };
}

test('carries everything in its order', async () => {
  const { courier, arrived, lost } = courierOf([1, 2, 3]);
  courier.wake();
  expect(courier.isBusy).toBe(true);
  await courier.finish();
  expect({ arrived, lost, isBusy: courier.isBusy }).toEqual({ arrived: [1, 2, 3], lost: [], isBusy: false });
});

test('has as many messages on their way as allowed', async () => {
  let [onTheirWay, most] = [0, 0];
  const { courier } = courierOf([1, 2, 3, 4, 5, 6, 7], {
    concurrency: 3,
    async send() {
      onTheirWay++;
      most = Math.max(most, onTheirWay);
      await new Promise((resolve) => setImmediate(resolve));
      onTheirWay--;
    },
  });
  courier.wake();
  courier.wake();
  await courier.finish();
  expect(most).toBe(3);
});

test('tries again what may arrive later', async () => {
  let attempts = 0;
  const { courier, lost, failures } = courierOf([1], {
    async send() {
      if (++attempts < 3) throw new DeliveryError(`attempt ${attempts}`, true);
    },
  });
  courier.wake();
  await courier.finish();
  expect({ attempts, lost, failures }).toEqual({
    attempts: 3,
    lost: [],
    failures: ['attempt 1', 'attempt 2'],
  });
});

test('loses at once what is refused for good, and goes on', async () => {
  const { courier, lost } = courierOf([1, 2, 3], {
    async send(message) {
      if (message === 2) throw new DeliveryError('never', false);
    },
  });
  courier.wake();
  await courier.finish();
  expect(lost).toEqual([2]);
});

test('gives up when nothing arrives for a while, and leaves the rest', async () => {
  const { courier, lost, messages } = courierOf([1, 2, 3], {
    send: () => Promise.reject(new DeliveryError('away', true)),
  });
  courier.wake();
  await courier.finish(50);
  expect({ lost, messages }).toEqual({ lost: [1], messages: [2, 3] });
});

test('is patient as long as things go on arriving', async () => {
  const { courier, lost } = courierOf([1, 2, 3, 4, 5, 6], {
    send: () => new Promise((resolve) => setTimeout(resolve, 60)),
  });
  courier.wake();
  await courier.finish(200);
  expect(lost).toEqual([]);
});
