import { UserError } from '../errors/user-error.ts';
import type { Metric, MetricType } from '../metrics/metric.ts';
import { type MetricSelector, parseMetricSelector } from '../metrics/metric-selector.ts';
import type { MetricRegistry } from '../metrics/recording.ts';
import type { ThresholdConfig, ThresholdConfigs } from './threshold-config.ts';
import {
  type AggregationMethod,
  parseThresholdExpression,
  type ThresholdExpression,
} from './threshold-expression.ts';

/** A configured threshold that is known to be evaluable. */
export interface Threshold extends ThresholdConfig {
  readonly expression: ThresholdExpression;
}

/** The thresholds of one metric or sub-metric. */
export interface MetricThresholds {
  /** As written: `name` or `name{tag:value}`. */
  readonly metric: string;
  readonly thresholds: readonly Threshold[];
}

const AGGREGATIONS: Readonly<Record<MetricType, readonly AggregationMethod[]>> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'max', 'med', 'p'],
};

/**
 * Parses every expression and checks it against the metrics the script has created.
 * @throws UserError with k6's text for the first problem.
 */
export function validateThresholds(configs: ThresholdConfigs, registry: MetricRegistry): MetricThresholds[] {
  const parsed = parseThresholds(configs);
  for (const metricThresholds of parsed) validateMetricThresholds(metricThresholds, registry);
  return parsed;
}

/** @throws UserError with k6's text for the first malformed expression. */
export function parseThresholds(configs: ThresholdConfigs): MetricThresholds[] {
  return Object.entries(configs).map(([metric, thresholds]) => ({
    metric,
    thresholds: thresholds.map((config) => ({
      ...config,
      expression: parseThresholdExpression(config.threshold),
    })),
  }));
}

function validateMetricThresholds(
  { metric: text, thresholds }: MetricThresholds,
  registry: MetricRegistry,
): void {
  const { metricName } = selectorOf(text);
  const metric = registry.get(metricName);
  if (metric === undefined) {
    throw invalid(`invalid threshold defined on ${text}; reason: no metric name "${metricName}" found`);
  }
  for (const threshold of thresholds) refuseUnsupported(threshold, text, metric);
}

function selectorOf(text: string): MetricSelector {
  try {
    return parseMetricSelector(text);
  } catch (error) {
    const reason = (error as Error).message;
    throw invalid(`unable to validate threshold expressions; reason: parsing metric name failed, ${reason}`);
  }
}

function refuseUnsupported({ threshold, expression }: Threshold, text: string, { type }: Metric): void {
  const supported = AGGREGATIONS[type];
  if (supported.includes(expression.method)) return;
  throw invalid(
    `invalid threshold "${threshold}" applied on metric ${text}; reason: unsupported aggregation method ` +
      `${expression.method} on metric of type ${type}. supported aggregation methods for this metric are: ${supported.join(', ')}`,
  );
}

function invalid(message: string): UserError {
  return new UserError('INVALID_THRESHOLD', message);
}
