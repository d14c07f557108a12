import { expect, test } from 'vitest';
import { RunStop } from './run-stop.ts';

test('nothing stops a run by itself', () => {
  const stop = new RunStop();
  expect(stop.reason).toBeUndefined();
  expect(stop.signal.aborted).toBe(false);
});

test('the first reason to stop wins and is told once', () => {
  const stop = new RunStop();
  let told = 0;
  stop.signal.addEventListener('abort', () => told++);
  stop.request({ kind: 'thresholds', metrics: ['checks'] });
  stop.request({ kind: 'signal', signal: 'interrupt' });
  expect(stop.reason).toEqual({ kind: 'thresholds', metrics: ['checks'] });
  expect(told).toBe(1);
});

test('whoever hears of the stop can already see the reason', () => {
  const stop = new RunStop();
  const seen: unknown[] = [];
  stop.signal.addEventListener('abort', () => seen.push(stop.reason));
  stop.request({ kind: 'api' });
  expect(seen).toEqual([{ kind: 'api' }]);
});
