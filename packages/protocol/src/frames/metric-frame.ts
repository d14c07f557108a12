import type { MetricWindow, SampleBatch } from '@squall/core';
import type { TenureRef } from '../messages/tenure.ts';

/** What one tenure measured since its frame before. Travels as bytes. */
export interface MetricFrame {
  readonly type: 'metric-frame';
  readonly tenure: TenureRef;
  /** Counts the frames of the tenure from 0, without gaps. */
  readonly sequence: number;
  /** Time of the test at which the window ended; 0 before the start. */
  readonly elapsedMs: number;
  /** Iterations of each scenario done by then: exactly those whose samples are in this frame or an earlier one. */
  readonly iterationsDone: Readonly<Record<string, number>>;
  readonly window: MetricWindow | undefined;
  /** Raw samples, when an output wants them. */
  readonly samples: readonly SampleBatch[];
}
