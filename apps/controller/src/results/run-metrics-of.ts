import {
  type AppliedThresholds,
  createRunMetrics,
  type DeclaredMetric,
  parseThresholds,
  prepareThresholds,
  type RunMetrics,
  type ThresholdConfigs,
  validateThresholds,
} from '@squall/core';
import { withBuiltinMetrics } from '../aggregation/known-metrics.ts';
import type { RunRollups } from '../aggregation/run-rollups.ts';
import type { RunSettings } from '../aggregation/run-settings.ts';
import type { RunFacts } from './run-facts.ts';

/** What a run measured, as whoever ran it on one machine would have it. */
export interface MeasuredRun {
  readonly metrics: RunMetrics;
  readonly thresholds: readonly AppliedThresholds[];
}

const SILENT = { log: () => undefined };

/** @throws UserError when a threshold makes no sense */
export function runMetricsOf(
  rollups: RunRollups,
  { thresholds, systemTags }: Pick<RunSettings, 'thresholds' | 'systemTags'>,
  { plan }: RunFacts,
): MeasuredRun {
  const declared = declaredMetricsOf(rollups, { plan });
  const metrics = createRunMetrics({ declared, systemTags, log: SILENT });
  const known = knownThresholds(thresholds, declared);
  const validated = validateThresholds(known, metrics.registry);
  const applied = prepareThresholds({ thresholds: validated, thresholdConfigs: known }, metrics, SILENT);
  metrics.merge('totals', rollups.totals.window());
  return { metrics, thresholds: applied ?? [] };
}

/** Those that the script declared are known of runs on agents only; of others, those that were fed. */
export function declaredMetricsOf(
  { table }: RunRollups,
  { plan }: Pick<RunFacts, 'plan'>,
): readonly DeclaredMetric[] {
  const declared = new Map(plan?.declaredMetrics.map((metric) => [metric.name, metric]));
  for (const { name, type, contains } of table.metrics) declared.set(name, { name, type, contains });
  return withBuiltinMetrics([...declared.values()]);
}

/** A metric of the script's own that was never fed does not travel, and its thresholds hold. */
function knownThresholds(configs: ThresholdConfigs, declared: readonly DeclaredMetric[]): ThresholdConfigs {
  const names = new Set(declared.map(({ name }) => name));
  const own = parseThresholds(configs).filter(({ metric }) => names.has(metric.split('{')[0] ?? ''));
  return Object.fromEntries(own.map(({ metric, thresholds }) => [metric, thresholds]));
}
