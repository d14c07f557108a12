import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  createMetricRegistry,
  createRunMetrics,
  MetricsFeed,
  type MetricWindow,
  ThreadRecorder,
} from '@squall/core';
import { decodeMetricFrame, encodeMetricFrame } from '@squall/protocol';
import { expect, test } from 'vitest';
import { FrameLedger } from './frame-ledger.ts';

const AGENTS = 20;
const SERIES = 50;
const VALUES = 40;
const LOG = { log: () => undefined };

/** Heap in use, without garbage. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function recordWindow(recorder: ThreadRecorder, agent: number): MetricWindow {
  for (let series = 0; series < SERIES; series++) {
    const metric = recorder.registry.getOrCreate(`metric_${series}`, 'trend', 'time');
    const tags = recorder.emptyTags.withAll({ instance_id: String(agent), scenario: 'main' });
    for (let i = 0; i < VALUES; i++) recorder.add(recorder.series(metric, tags), 100 + ((i * 37) % 50), 0);
  }
  const window = recorder.takeWindow();
  if (window === undefined) throw new Error('nothing was recorded');
  return window;
}

test('the memory of a coordinator does not grow with the length of a run', () => {
  const metrics = createRunMetrics({ declared: [], systemTags: [], log: LOG });
  const feed = new MetricsFeed(metrics, [], {});
  const agents = Array.from({ length: AGENTS }, () => ({
    recorder: new ThreadRecorder({ registry: createMetricRegistry() }),
    ledger: new FrameLedger(),
  }));
  let sequence = 0;
  const pass = (seconds: number): void => {
    for (const endsAt = sequence + seconds; sequence < endsAt; sequence++) {
      agents.forEach(({ recorder, ledger }, instance) => {
        const frame = decodeMetricFrame(
          encodeMetricFrame({
            type: 'metric-frame',
            tenure: { runId: 'run-1', instance, epoch: 0 },
            sequence,
            elapsedMs: sequence * 1000,
            iterationsDone: { main: sequence },
            window: recordWindow(recorder, instance),
            samples: [],
          }),
        );
        for (const next of ledger.accept(frame)) {
          ledger.note(next);
          feed.receive(instance, next.window, next.samples);
          ledger.committed(next);
        }
      });
    }
  };
  pass(20);
  const before = heapBytes();
  pass(40);
  expect(heapBytes() - before).toBeLessThan(500_000);
  const sink = metrics.get('metric_0')?.sink;
  expect(sink?.type === 'trend' ? sink.count : 0).toBe(60 * AGENTS * VALUES);
});
