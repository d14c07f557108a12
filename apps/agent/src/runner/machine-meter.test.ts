import { expect, test } from 'vitest';
import { MachineMeter } from './machine-meter.ts';

test('a machine that computes is busy, and the process has its memory', () => {
  const meter = new MachineMeter();
  const endMs = performance.now() + 300;
  while (performance.now() < endMs) Math.sqrt(endMs);
  const { cpuShare, memoryBytes } = meter.take();
  expect(cpuShare).toBeGreaterThan(0);
  expect(cpuShare).toBeLessThanOrEqual(1);
  expect(memoryBytes).toBeGreaterThan(1_000_000);
});

test('asked at once again, it says the same', () => {
  const meter = new MachineMeter();
  const { cpuShare } = meter.take();
  expect(meter.take().cpuShare).toBeCloseTo(cpuShare, 0);
});
