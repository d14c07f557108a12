import type { Logger } from '../log/logger.ts';
import { parseMetricSelector } from '../metrics/metric-selector.ts';
import type { MetricState } from '../metrics/metric-state.ts';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import type { ThresholdConfigs } from './threshold-config.ts';
import type { MetricThresholds, Threshold } from './validate-thresholds.ts';

/** Thresholds with what they are judged by. */
export interface AppliedThresholds {
  readonly state: MetricState;
  readonly thresholds: readonly Threshold[];
}

const COMPONENT = { component: 'metrics-engine' };

/** What a run has of thresholds. */
export interface ThresholdPlan {
  /** Parsed and validated; undefined with `--no-thresholds`. */
  readonly thresholds: readonly MetricThresholds[] | undefined;
  readonly thresholdConfigs: ThresholdConfigs;
}

/** Makes thresholds part of a run before it starts; undefined when they are switched off. */
export function prepareThresholds(
  { thresholds, thresholdConfigs }: ThresholdPlan,
  run: RunMetrics,
  log: Logger,
): readonly AppliedThresholds[] | undefined {
  if (thresholds !== undefined) return applyThresholds(thresholds, run, log);
  declareThresholdMetrics(thresholdConfigs, run, log);
  return undefined;
}

/** Declares the sub-metrics that thresholds name and makes their metrics part of the results. Before the run. */
export function applyThresholds(
  thresholds: readonly MetricThresholds[],
  run: RunMetrics,
  log: Logger,
): AppliedThresholds[] {
  const applied = new Map<MetricState, Threshold[]>();
  for (const { metric, thresholds: own } of thresholds) {
    const state = run.declare(metric);
    run.markObserved(state);
    warnOfMetadata(metric, log);
    applied.set(state, [...(applied.get(state) ?? []), ...own]);
  }
  return [...applied].map(([state, own]) => ({ state, thresholds: own }));
}

/** With thresholds switched off: still declares their sub-metrics, and only warns of unknown metrics. */
export function declareThresholdMetrics(configs: ThresholdConfigs, run: RunMetrics, log: Logger): void {
  for (const text of Object.keys(configs)) {
    try {
      run.markObserved(run.declare(text));
      warnOfMetadata(text, log);
    } catch (error) {
      log.log('warning', `Invalid metric '${text}' in threshold definitions`, {
        ...COMPONENT,
        error: (error as Error).message,
      });
    }
  }
}

function warnOfMetadata(text: string, log: Logger): void {
  const { tags } = parseMetricSelector(text);
  for (const tag of ['vu', 'iter']) {
    if (tags[tag] === undefined) continue;
    log.log(
      'warning',
      `The high-cardinality '${tag}' metric tag was made non-indexable in k6 v0.41.0, so thresholds like ` +
        `'${text}' that are based on it won't work correctly.`,
      COMPONENT,
    );
  }
}
