import { expect, test } from 'vitest';
import type { GeneratorHealth } from '../api/types/results.ts';
import { peak, stateOfGenerator } from './generator-state.ts';

const HEALTHY: GeneratorHealth = {
  instance: 1,
  agent: 'rack-1',
  loadZone: 'eu:rack-1',
  label: 'a',
  epoch: 1,
  isLost: false,
  lossReason: null,
  seconds: [0],
  vus: [10],
  iterationsPerS: [5],
  lagMs: [1],
  cpuShare: [0.2],
  memoryBytes: [1000],
  clockSkewMs: 2,
  maxLagMs: 3,
};

test.each([
  [{}, 'Healthy'],
  [{ isLost: true, lossReason: 'no word for 30 s' }, 'Lost'],
  [{ maxLagMs: 900 }, 'Late'],
  [{ cpuShare: [0.2, 0.97, 0.3] }, 'Saturated'],
  [{ clockSkewMs: -5000 }, 'Skewed'],
  [{ clockSkewMs: null, cpuShare: [] }, 'Healthy'],
])('a generator with %j is %s', (change, text) => {
  expect(stateOfGenerator({ ...HEALTHY, ...change }).text).toBe(text);
});

test('what was not measured is not the most', () => {
  expect(peak([null, 3, 9, null])).toBe(9);
  expect(peak([null])).toBeNull();
});
