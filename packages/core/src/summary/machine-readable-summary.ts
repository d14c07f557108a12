import { mergedByName, totalsOf } from './check-lines.ts';
import { categoryOf, isListed, type MetricCategory } from './metric-category.ts';
import type { SummaryCheck, SummaryInput, SummaryMetric, SummaryMode } from './summary-input.ts';

export interface MachineReadableSettings {
  readonly mode: Exclude<SummaryMode, 'disabled'>;
  readonly trendStats: readonly string[];
  readonly execution: 'local' | 'cloud';
  /** Source text of the main script. */
  readonly script: string;
  /** RFC 3339. */
  readonly generatedAt: string;
  /** The k6 version whose behaviour this is. */
  readonly k6Version: string;
}

/** The shape of `--new-machine-readable-summary`, for `handleSummary()` and `--summary-export` alike. */
export interface MachineReadableSummary {
  readonly config: { readonly duration: number; readonly execution: string; readonly script: string };
  readonly metadata: { readonly generated_at: string; readonly k6_version: string };
  readonly results: {
    readonly checks: {
      readonly metrics: readonly MachineReadableMetric[];
      readonly results: readonly { readonly name: string; readonly passes: number; readonly fails: number }[];
    };
    readonly metrics: readonly MachineReadableMetric[];
  };
  readonly version: '1.0.0';
}

export interface MachineReadableMetric {
  readonly name: string;
  readonly type: string;
  readonly contains: string;
  readonly values: Readonly<Record<string, number | null>>;
}

const CATEGORY_ORDER: readonly MetricCategory[] = [
  'HTTP',
  'EXECUTION',
  'NETWORK',
  'BROWSER',
  'WEB_VITALS',
  'GRPC',
  'WEBSOCKET',
  'CUSTOM',
];

/** Exported name of each trend statistic; whatever else `summaryTrendStats` holds is lost, as in k6. */
const TREND_STATS = [
  ['avg', 'avg'],
  ['max', 'max'],
  ['med', 'med'],
  ['min', 'min'],
  ['p90', 'p(90)'],
  ['p95', 'p(95)'],
] as const;

export function buildMachineReadableSummary(
  input: SummaryInput,
  settings: MachineReadableSettings,
): MachineReadableSummary {
  const listed = input.metrics.filter(({ name }) => isListed(name, settings.mode));
  return {
    config: {
      duration: input.runDurationMs / 1000,
      execution: settings.execution,
      script: settings.script,
    },
    metadata: { generated_at: settings.generatedAt, k6_version: settings.k6Version },
    results: {
      checks: {
        metrics: checkMetrics(input.checks),
        results: mergedByName(input.checks).map(({ name, passes, fails }) => ({ name, passes, fails })),
      },
      metrics: CATEGORY_ORDER.flatMap((category) =>
        listed
          .filter(({ name }) => categoryOf(name) === category)
          .map((metric) => metricEntry(metric, settings.trendStats)),
      ),
    },
    version: '1.0.0',
  };
}

function checkMetrics(checks: readonly SummaryCheck[]): readonly MachineReadableMetric[] {
  const { total, passes, fails } = totalsOf(checks);
  if (total === 0) return [];
  const share = (name: string, matches: number): MachineReadableMetric => ({
    contains: 'default',
    name,
    type: 'rate',
    values: { matches, rate: matches / total, total },
  });
  return [
    { contains: 'default', name: 'checks_total', type: 'counter', values: { count: total } },
    share('checks_failed', fails),
    share('checks_succeeded', passes),
  ];
}

function metricEntry(metric: SummaryMetric, trendStats: readonly string[]): MachineReadableMetric {
  const { name, type, contains } = metric;
  return { contains, name, type, values: entryValues(metric, trendStats) };
}

function entryValues(metric: SummaryMetric, trendStats: readonly string[]): MachineReadableMetric['values'] {
  switch (metric.type) {
    case 'counter':
      return { count: metric.stat('count') };
    case 'gauge':
      return { max: metric.stat('max'), min: metric.stat('min'), value: metric.stat('value') };
    case 'rate': {
      const matches = metric.stat('passes');
      return { matches, rate: metric.stat('rate'), total: matches + metric.stat('fails') };
    }
    case 'trend':
      return Object.fromEntries(
        TREND_STATS.map(([key, stat]) => [key, trendStats.includes(stat) ? metric.stat(stat) : null]),
      );
  }
}
