import {
  BUILTIN_METRICS,
  createMetricRegistry,
  type DeclaredMetric,
  isUserError,
  type MetricRegistry,
  parseThresholds,
  type ThresholdConfigs,
  validateThresholds,
} from '@squall/core';
import { ApiError } from '../errors/api-error.ts';

/**
 * Refuses thresholds that could never be judged, while somebody is looking.
 * @param own the metrics of the script; undefined when nobody has looked at it yet, and any name may be one
 * @throws ApiError invalid-options with the metric as target
 */
export function checkThresholds(configs: ThresholdConfigs, own: readonly DeclaredMetric[] | undefined): void {
  const registry = registryOf(own ?? []);
  for (const [metric, thresholds] of Object.entries(configs)) {
    const one = { [metric]: thresholds };
    try {
      if (own !== undefined || registry.get(nameOf(metric)) !== undefined) validateThresholds(one, registry);
      else parseThresholds(one);
    } catch (error) {
      if (!isUserError(error)) throw error;
      throw new ApiError('invalid-options', error.message, { target: `options.thresholds.${metric}` });
    }
  }
}

function registryOf(own: readonly DeclaredMetric[]): MetricRegistry {
  const registry = createMetricRegistry();
  for (const [name, [type, contains]] of Object.entries(BUILTIN_METRICS)) {
    registry.getOrCreate(name, type, contains);
  }
  for (const { name, type, contains } of own) {
    if (registry.get(name) === undefined) registry.getOrCreate(name, type, contains);
  }
  return registry;
}

/** Without `{tag:value}`. */
const nameOf = (metric: string): string => metric.split('{', 1)[0] ?? metric;
