import { type GroupNode, groupTree } from './group-tree.ts';
import type { SummaryCheck, SummaryInput, SummaryMetric, SummaryTimeUnit } from './summary-input.ts';

export interface SummaryDataSettings {
  /** `summaryTrendStats`. */
  readonly trendStats: readonly string[];
  readonly timeUnit: SummaryTimeUnit;
  readonly noColor: boolean;
  readonly isStdOutTTY: boolean;
  readonly isStdErrTTY: boolean;
  /** Hex MD5 of a UTF-8 text: the ids of groups and checks. */
  readonly md5Hex: (text: string) => string;
}

/** What `handleSummary()` is called with. Key names are k6's. */
export interface SummaryData {
  readonly root_group: SummaryGroupData;
  readonly options: {
    readonly summaryTrendStats: readonly string[];
    readonly summaryTimeUnit: SummaryTimeUnit;
    readonly noColor: boolean;
  };
  readonly state: {
    readonly isStdOutTTY: boolean;
    readonly isStdErrTTY: boolean;
    readonly testRunDurationMs: number;
  };
  readonly metrics: Readonly<Record<string, SummaryMetricData>>;
  readonly setup_data?: unknown;
}

export interface SummaryMetricData {
  readonly type: string;
  readonly contains: string;
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

export interface SummaryGroupData {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly groups: readonly SummaryGroupData[];
  readonly checks: readonly SummaryCheckData[];
}

export interface SummaryCheckData {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly passes: number;
  readonly fails: number;
}

export function buildSummaryData(input: SummaryInput, settings: SummaryDataSettings): SummaryData {
  return {
    root_group: groupData(rootOf(input), input.checks, settings.md5Hex),
    options: {
      summaryTrendStats: settings.trendStats,
      summaryTimeUnit: settings.timeUnit,
      noColor: settings.noColor,
    },
    state: {
      isStdOutTTY: settings.isStdOutTTY,
      isStdErrTTY: settings.isStdErrTTY,
      testRunDurationMs: input.runDurationMs,
    },
    metrics: Object.fromEntries(
      input.metrics.map((metric) => [metric.name, metricData(metric, settings.trendStats)]),
    ),
    ...(input.setupData === undefined ? {} : { setup_data: input.setupData }),
  };
}

/** Values under k6's names; trends show exactly the configured statistics. */
export function metricValues(metric: SummaryMetric, trendStats: readonly string[]): Record<string, number> {
  return Object.fromEntries(valueNames(metric, trendStats).map((name) => [name, metric.stat(name)]));
}

function valueNames(metric: SummaryMetric, trendStats: readonly string[]): readonly string[] {
  switch (metric.type) {
    case 'counter':
      return ['count', 'rate'];
    case 'gauge':
      return ['value', 'min', 'max'];
    case 'rate':
      return ['rate', 'passes', 'fails'];
    case 'trend':
      return trendStats;
  }
}

function metricData(metric: SummaryMetric, trendStats: readonly string[]): SummaryMetricData {
  const { type, contains, thresholds } = metric;
  const verdicts = thresholds.map(({ expression, ok }) => [expression, { ok }] as const);
  return {
    type,
    contains,
    values: metricValues(metric, trendStats),
    ...(verdicts.length === 0 ? {} : { thresholds: Object.fromEntries(verdicts) }),
  };
}

function rootOf(input: SummaryInput): GroupNode {
  return groupTree([...input.groupPaths, ...input.checks.map(({ groupPath }) => groupPath)]);
}

function groupData(
  { name, path, groups }: GroupNode,
  checks: readonly SummaryCheck[],
  md5Hex: SummaryDataSettings['md5Hex'],
): SummaryGroupData {
  return {
    name,
    path,
    id: md5Hex(path),
    groups: groups.map((group) => groupData(group, checks, md5Hex)),
    checks: checks.filter((check) => check.groupPath === path).map((check) => checkData(check, md5Hex)),
  };
}

function checkData(check: SummaryCheck, md5Hex: SummaryDataSettings['md5Hex']): SummaryCheckData {
  const path = `${check.groupPath}::${check.name}`;
  return { name: check.name, path, id: md5Hex(path), passes: check.passes, fails: check.fails };
}
