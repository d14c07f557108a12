import type { MetricType, ValueType } from '../metrics/metric.ts';
import type { SummaryInput, SummaryMetric, SummaryThreshold } from './summary-input.ts';

interface MetricSketch {
  readonly contains?: ValueType;
  readonly thresholds?: Readonly<Record<string, boolean>>;
}

/** A metric for tests, with fixed values; `name{selector}` makes a sub-metric. */
export function metricOf(
  name: string,
  type: MetricType,
  values: Readonly<Record<string, number>>,
  { contains = 'default', thresholds = {} }: MetricSketch = {},
): SummaryMetric {
  const [, parent, selector] = /^([^{]+)\{(.*)\}$/.exec(name) ?? [];
  return {
    name,
    type,
    contains,
    ...(parent !== undefined && selector !== undefined ? { sub: { parent, selector } } : {}),
    thresholds: Object.entries(thresholds).map(([expression, ok]): SummaryThreshold => ({ expression, ok })),
    stat: (stat) => values[stat] ?? 0,
  };
}

const DEFAULT_TREND_KEYS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'];

/** Values of a trend in the order of the default `summaryTrendStats`. */
export function trendValues(...values: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(DEFAULT_TREND_KEYS.map((key, index) => [key, values[index] ?? 0]));
}

export function inputOf(parts: Partial<SummaryInput>): SummaryInput {
  return {
    runDurationMs: 1000,
    metrics: [],
    checks: [],
    groupPaths: [],
    details: undefined,
    setupData: undefined,
    ...parts,
  };
}
