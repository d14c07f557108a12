import type { Sink } from '../metrics/sinks/sink.ts';
import { trendStat } from '../metrics/sinks/sink-values.ts';
import type { AppliedThresholds } from './apply-thresholds.ts';
import type { Operator, ThresholdExpression } from './threshold-expression.ts';
import type { Threshold } from './validate-thresholds.ts';

/** The last result of one threshold. */
export interface ThresholdResult {
  /** As written. */
  readonly expression: string;
  readonly ok: boolean;
}

export interface MetricThresholdResults {
  /** Full name of the metric or sub-metric. */
  readonly metric: string;
  readonly results: readonly ThresholdResult[];
  readonly failed: boolean;
}

export interface ThresholdEvaluation {
  /** Metrics that were evaluated, in the order of their definition. */
  readonly metrics: readonly MetricThresholdResults[];
  /** Full names of those that failed, sorted. */
  readonly failing: readonly string[];
  /** Whether a failing threshold asks for the run to be aborted. */
  readonly shouldAbort: boolean;
}

/** What is logged when a run ends with crossed thresholds. */
export function crossedMessage(failing: readonly string[]): string {
  return `thresholds on metrics '${failing.join(', ')}' have been crossed`;
}

/** What is logged when crossed thresholds end a run. */
export function abortMessage(failing: readonly string[]): string {
  return (
    `thresholds on metrics '${failing.join(', ')}' were crossed; ` +
    'at least one has abortOnFail enabled, stopping test prematurely'
  );
}

export interface EvaluationMoment {
  readonly testDurationMs: number;
  /** At the end of the run metrics without samples are evaluated too. */
  readonly isFinal: boolean;
}

export function evaluateThresholds(
  applied: readonly AppliedThresholds[],
  moment: EvaluationMoment,
): ThresholdEvaluation {
  const evaluated = applied.filter(({ state }) => moment.isFinal || !state.sink.isEmpty);
  const metrics = evaluated.map((metric) => evaluateMetric(metric, moment));
  return {
    metrics,
    failing: metrics
      .filter(({ failed }) => failed)
      .map(({ metric }) => metric)
      .sort(),
    shouldAbort: evaluated.some(({ thresholds }, i) => {
      const results = metrics[i]?.results ?? [];
      return thresholds.some((threshold, j) => results[j]?.ok === false && mayAbort(threshold, moment));
    }),
  };
}

function evaluateMetric(
  { state, thresholds }: AppliedThresholds,
  moment: EvaluationMoment,
): MetricThresholdResults {
  const results = thresholds.map(({ threshold, expression }) => ({
    expression: threshold,
    ok: holds(expression, state.sink, moment.testDurationMs),
  }));
  return { metric: state.name, results, failed: results.some(({ ok }) => !ok) };
}

function mayAbort(
  { abortOnFail, delayAbortEvalMs }: Threshold,
  { testDurationMs }: EvaluationMoment,
): boolean {
  return abortOnFail && (delayAbortEvalMs === null || delayAbortEvalMs < testDurationMs);
}

function holds(expression: ThresholdExpression, sink: Sink, testDurationMs: number): boolean {
  const value = aggregate(expression, sink, testDurationMs);
  return value === undefined || compare(value, expression.operator, expression.limit);
}

/** Undefined when there is nothing to judge by: the threshold then holds. */
function aggregate(
  { method, percentile }: ThresholdExpression,
  sink: Sink,
  testDurationMs: number,
): number | undefined {
  switch (sink.type) {
    case 'counter':
      if (method === 'count') return sink.sum;
      return testDurationMs > 0 ? sink.sum / (testDurationMs / 1000) : undefined;
    case 'gauge':
      return sink.value;
    case 'rate':
      return sink.isEmpty ? undefined : sink.rate;
    case 'trend':
      return method === 'p' ? sink.percentile(percentile / 100) : trendStat(sink, method);
  }
}

function compare(value: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
    case '===':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}
