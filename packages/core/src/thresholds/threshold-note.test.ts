import { expect, test } from 'vitest';
import { createMetricRegistry } from '../metrics/registry.ts';
import { RunMetrics } from '../metrics/run-metrics.ts';
import { describeRun, thresholdNote } from './threshold-note.ts';

test.each([
  [{ abortOnFail: false, delayAbortEvalMs: 3000 }, 'rate>0.5'],
  [
    { abortOnFail: true, delayAbortEvalMs: null },
    { threshold: 'rate>0.5', abortOnFail: true, delayAbortEval: null },
  ],
  [
    { abortOnFail: true, delayAbortEvalMs: 3000 },
    { threshold: 'rate>0.5', abortOnFail: true, delayAbortEval: '3s' },
  ],
])('notes a threshold with %j as k6 writes it', (abort, note) => {
  expect(thresholdNote({ threshold: 'rate>0.5', ...abort })).toEqual(note);
});

test('tells outputs the thresholds of exactly that metric and all its sub-metrics', () => {
  const registry = createMetricRegistry();
  const hits = registry.getOrCreate('hits', 'counter');
  const run = new RunMetrics({ registry });
  run.declare('hits{ a:b }');
  const threshold = { threshold: 'count>1', abortOnFail: false, delayAbortEvalMs: null };
  const note = describeRun({ hits: [threshold], 'hits{a:b}': [threshold, threshold] }, run, () => undefined);
  expect(note.thresholdsOf(hits)).toEqual(['count>1']);
  expect(note.submetricsOf(hits)).toEqual([{ name: 'hits{a:b}', selector: 'a:b', tags: { a: 'b' } }]);
});
