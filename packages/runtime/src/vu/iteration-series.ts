import type { SampleRecorder, Series, TagSet } from '@squall/core';
import type { BuiltinMetrics } from './test-context.ts';

/** The series every iteration writes to, looked up once per tag set. */
export class IterationSeries {
  readonly dataSent: Series;
  readonly dataReceived: Series;
  readonly duration: Series;
  readonly iterations: Series;

  constructor(recorder: SampleRecorder, metrics: BuiltinMetrics, tags: TagSet) {
    this.dataSent = recorder.series(metrics.data_sent, tags);
    this.dataReceived = recorder.series(metrics.data_received, tags);
    this.duration = recorder.series(metrics.iteration_duration, tags);
    this.iterations = recorder.series(metrics.iterations, tags);
  }
}
