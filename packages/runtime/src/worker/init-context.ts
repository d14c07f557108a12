import { createBuiltinMetrics, type MetricRegistry, type TagSet, ThreadRecorder } from '@squall/core';
import type { TestContext } from '../vu/test-context.ts';
import type { IterationTally } from '../vu/thread-context.ts';

/** What the first run of the init code has instead of a test run. */
export class InitContext {
  readonly recorder: ThreadRecorder;
  readonly test: TestContext;
  readonly runTags: TagSet;
  readonly tally = (): IterationTally => ({ completed: 0, interrupted: 0 });

  constructor(registry: MetricRegistry) {
    this.recorder = new ThreadRecorder({ registry });
    this.runTags = this.recorder.emptyTags;
    this.test = {
      options: undefined,
      systemTags: new Set(),
      metrics: createBuiltinMetrics(registry),
      hasIterationMetadata: false,
      abortedBy: undefined,
      abort: () => undefined,
      fail: () => undefined,
      instance: NO_INSTANCE,
    };
  }
}

const NO_INSTANCE = {
  currentTestRunDurationMs: 0,
  iterationsCompleted: 0,
  iterationsInterrupted: 0,
  vusActive: 0,
  vusInitialized: 0,
};
