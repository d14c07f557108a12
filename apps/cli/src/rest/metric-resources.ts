import { type MetricState, type Sink, type SinkValues, sinkValues } from '@squall/core';
import { RequestFailure } from './answer.ts';
import type { ControlledRun } from './controlled-run.ts';

/** Always these, whatever the summary shows. */
const TREND_STATS = ['avg', 'max', 'med', 'min', 'p(90)', 'p(95)'];

/** A metric or sub-metric as `/v1/metrics` tells it. */
export interface MetricResource {
  readonly type: 'metrics';
  readonly id: string;
  readonly attributes: {
    readonly type: string;
    readonly contains: string;
    /** Whether its thresholds fail; null before they were evaluated. */
    readonly tainted: boolean | null;
    readonly sample: SinkValues;
  };
}

export function allMetrics(control: ControlledRun): { readonly data: readonly MetricResource[] } {
  return { data: control.metrics.observed().map((state) => resourceOf(state, control)) };
}

/** @throws RequestFailure when there is none of that name. */
export function oneMetric(control: ControlledRun, name: string): { readonly data: MetricResource } {
  const state = control.metrics.get(name);
  if (state === undefined) throw new RequestFailure(404, 'Not Found', 'No metric with that ID was found');
  return { data: resourceOf(state, control) };
}

function resourceOf({ name, metric, sink }: MetricState, control: ControlledRun): MetricResource {
  const verdict = control.evaluation?.metrics.find((one) => one.metric === name);
  return {
    type: 'metrics',
    id: name,
    attributes: {
      type: metric.type,
      contains: metric.contains,
      tainted: verdict?.failed ?? null,
      sample: sampleOf(sink, control.elapsedMs),
    },
  };
}

function sampleOf(sink: Sink, elapsedMs: number): SinkValues {
  switch (sink.type) {
    case 'gauge':
      return { value: sink.value };
    case 'rate':
      return { rate: sink.rate };
    case 'counter':
    case 'trend':
      return sinkValues(sink, TREND_STATS, elapsedMs);
  }
}
