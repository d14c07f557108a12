import type { Logger } from '../log/logger.ts';
import type { MetricType, ValueType } from './metric.ts';
import { createMetricRegistry } from './registry.ts';
import { RunMetrics } from './run-metrics.ts';

/** A metric that init code declared. */
export interface DeclaredMetric {
  readonly name: string;
  readonly type: MetricType;
  readonly contains: ValueType;
}

export interface RunMetricsSetup {
  /** Metrics known before the run: thresholds may name them. */
  readonly declared: readonly DeclaredMetric[];
  readonly systemTags: readonly string[];
  readonly log: Logger;
}

/** Empty metrics of a run that is about to start, with the sub-metric every run shows. */
export function createRunMetrics({ declared, systemTags, log }: RunMetricsSetup): RunMetrics {
  const registry = createMetricRegistry();
  for (const { name, type, contains } of declared) registry.getOrCreate(name, type, contains);
  const metrics = new RunMetrics({ registry, log });
  if (systemTags.includes('expected_response')) {
    metrics.declare('http_req_duration{expected_response:true}');
  }
  return metrics;
}
