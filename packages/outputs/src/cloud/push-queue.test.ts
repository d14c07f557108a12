import { expect, test } from 'vitest';
import { PushQueue } from './push-queue.ts';

const push = (bytes: number, samples: number) => ({
  body: new Uint8Array(bytes),
  samples,
  idempotencyKey: `${samples}`,
});

test('gives back what was added, in its order', () => {
  const queue = new PushQueue(100);
  queue.add(push(10, 1));
  queue.add(push(10, 2));
  expect([queue.take()?.samples, queue.take()?.samples, queue.take()]).toEqual([1, 2, undefined]);
  expect(queue.droppedSamples).toBe(0);
});

test('beyond its limit the oldest go, and are counted', () => {
  const queue = new PushQueue(25);
  for (const samples of [1, 2, 4, 8]) queue.add(push(10, samples));
  expect(queue.droppedSamples).toBe(3);
  expect(queue.take()?.samples).toBe(4);
  queue.clear();
  expect(queue.droppedSamples).toBe(11);
  expect(queue.take()).toBeUndefined();
});
