import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { RealClock } from './real-clock.ts';

test('calls back in order, never early and never synchronously', async () => {
  const clock = new RealClock();
  const startMs = clock.now();
  const calls: { label: string; lateMs: number }[] = [];
  const note = (label: string, dueMs: number) =>
    clock.at(dueMs, () => calls.push({ label, lateMs: clock.now() - dueMs }));
  note('c', startMs + 12);
  note('b', startMs + 3);
  note('overdue', startMs - 5);
  note('cancelled', startMs + 4).cancel();
  expect(calls).toEqual([]);
  await new Promise<void>((resolve) => clock.at(startMs + 13, resolve));
  expect(calls.map(({ label }) => label)).toEqual(['overdue', 'b', 'c']);
  expect(calls.every(({ lateMs }) => lateMs >= 0)).toBe(true);
});

test('can tell the wall clock of another machine', () => {
  const clock = new RealClock();
  expect(Math.abs(clock.wallMs() - Date.now())).toBeLessThan(50);
  clock.setWallEpoch(1_000_000);
  const before = clock.now();
  const wallMs = clock.wallMs();
  expect(wallMs).toBeGreaterThanOrEqual(1_000_000 + before);
  expect(wallMs).toBeLessThanOrEqual(1_000_000 + clock.now());
});

test('a call that asks for another at once lets sockets and timers have their turn', async () => {
  const clock = new RealClock();
  let count = 0;
  let isOver = false;
  const again = () => {
    count++;
    if (!isOver) clock.at(clock.now() - 1, again);
  };
  again();
  await new Promise<void>((resolve) => setTimeout(resolve, 5));
  isOver = true;
  expect(count).toBeGreaterThan(1);
});

test('wall time is the time of day and advances with now()', () => {
  const clock = new RealClock();
  const before = Date.now();
  expect(clock.wallMs()).toBeGreaterThan(before - 50);
  expect(clock.wallMs()).toBeLessThan(Date.now() + 50);
  const [nowMs, wallMs] = [clock.now(), clock.wallMs()];
  expect(clock.wallMs() - wallMs - (clock.now() - nowMs)).toBeLessThan(1);
});

test('now() is comparable between threads', async () => {
  const clock = new RealClock();
  const code = `
    const { parentPort } = require('node:worker_threads');
    const [seconds, ns] = process.hrtime();
    parentPort.postMessage(seconds * 1e3 + ns / 1e6);`;
  const beforeMs = clock.now();
  const worker = new Worker(code, { eval: true });
  const inWorkerMs = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  expect(inWorkerMs).toBeGreaterThan(beforeMs);
  expect(inWorkerMs).toBeLessThan(clock.now());
});
