import { RAW_VALUES } from '../metrics/limits.ts';
import type { Metric } from '../metrics/metric.ts';
import type { CheckState, MetricSlice, MetricState } from '../metrics/metric-state.ts';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import { mergeSinks, type Sink } from '../metrics/sinks/sink.ts';
import { sinkValues, trendStat } from '../metrics/sinks/sink-values.ts';
import type { ThresholdEvaluation } from '../thresholds/evaluate-thresholds.ts';
import type {
  GroupDetails,
  ScenarioDetails,
  SummaryCheck,
  SummaryDetails,
  SummaryInput,
  SummaryMetric,
  SummaryMode,
} from './summary-input.ts';

export interface FinishedRun {
  readonly metrics: RunMetrics;
  /** The final one; undefined when thresholds were switched off. */
  readonly thresholds: ThresholdEvaluation | undefined;
  readonly durationMs: number;
  /** What `setup()` returned. */
  readonly setupData: unknown;
}

/** The view of a run that all forms of the summary are made from. Values are read when they are asked for. */
export function summaryOfRun(finished: FinishedRun, mode: SummaryMode): SummaryInput {
  const { metrics, thresholds, durationMs, setupData } = finished;
  const results = new Map(thresholds?.metrics.map(({ metric, results }) => [metric, results]));
  const toMetric = ({ name, metric, sink, submetric }: MetricState): SummaryMetric => ({
    ...summaryMetric(name, metric, sink, durationMs),
    thresholds: results.get(name) ?? [],
    ...(submetric === undefined ? {} : { sub: { parent: metric.name, selector: submetric.selector } }),
  });
  return {
    runDurationMs: durationMs,
    metrics: metrics.observed().map(toMetric),
    checks: metrics.checks.all().map(summaryCheck),
    groupPaths: metrics.checks.groupPaths(),
    details: mode === 'full' ? detailsOf(metrics, durationMs) : undefined,
    setupData,
  };
}

function detailsOf(run: RunMetrics, durationMs: number): SummaryDetails {
  return { scenarios: scenariosOf(run, durationMs), groups: groupsOf(run, durationMs) };
}

function summaryMetric(name: string, metric: Metric, sink: Sink, durationMs: number): SummaryMetric {
  const { type, contains } = metric;
  return { name, type, contains, thresholds: [], stat: (stat) => statOf(sink, stat, durationMs) };
}

function statOf(sink: Sink, stat: string, durationMs: number): number {
  // A bare `p` in a threshold means p(0).
  if (sink.type === 'trend') return trendStat(sink, stat === 'p' ? 'p(0)' : stat);
  return sinkValues(sink, [], durationMs)[stat] ?? 0;
}

function summaryCheck({ name, group, sink }: CheckState): SummaryCheck {
  return { groupPath: group, name, passes: sink.trues, fails: sink.total - sink.trues };
}

/** Scenario by scenario, the slices of all its groups put together. */
function scenariosOf(run: RunMetrics, durationMs: number): readonly ScenarioDetails[] {
  const byScenario = groupBy(run.slices(), ({ scenario }) => scenario);
  return [...byScenario].flatMap(([name, slices]) => {
    if (name === undefined) return [];
    const metrics = [...groupBy(slices, ({ metric }) => metric)].map(([metric, own]) => {
      const sinks = own.map(({ sink }) => sink);
      const merged = mergeSinks(sinks, metric.type, { rawValues: RAW_VALUES.total });
      return summaryMetric(metric.name, metric, merged, durationMs);
    });
    const checks = run.checks.byScenario().filter(({ scenario }) => scenario === name);
    return [{ name, metrics, checks: checks.map(summaryCheck) }];
  });
}

function groupsOf(run: RunMetrics, durationMs: number): readonly GroupDetails[] {
  const inGroups = run.slices().filter(({ group }) => group !== undefined && group !== '');
  const byPlace = groupBy(inGroups, placeOf);
  return [...byPlace.values()].flatMap((slices) => {
    const { scenario, group: path = '' } = slices[0] ?? {};
    const checks = run.checks
      .byScenario()
      .filter((check) => check.scenario === scenario && check.group === path);
    const metrics = slices.map(({ metric, sink }) => summaryMetric(metric.name, metric, sink, durationMs));
    return [{ scenario, path, metrics, checks: checks.map(summaryCheck) }];
  });
}

const placeOf = ({ scenario, group }: MetricSlice): string => JSON.stringify([scenario ?? null, group]);

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
