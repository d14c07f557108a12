import type { RequestRow, RunSummary, SummaryMetric, ThresholdResult } from '../api/types/results.ts';
import { type Judgement, judge, relativeChange, type Sense, senseOf } from '../metrics/sense.ts';
import { formatterOf, mainStat } from '../metrics/stats.ts';
import { keyOfThreshold } from './threshold-verdict.ts';

/** One number of both runs. */
export interface Comparison {
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** As a share of what it was. */
  readonly change: number | undefined;
  readonly judgement: Judgement;
}

export function compare(before: number | undefined, after: number | undefined, sense: Sense): Comparison {
  if (before === undefined || after === undefined)
    return { before, after, change: undefined, judgement: 'same' };
  return { before, after, change: relativeChange(before, after), judgement: judge(before, after, sense) };
}

export interface MetricComparison extends Comparison {
  readonly metric: string;
  readonly stat: string;
  format(value: number): string;
}

const OF_TRENDS = ['med', 'p(95)', 'p(99)'];

/** Metrics that both runs or one of them measured, in the stats that tell most. */
export function compareMetrics(before: RunSummary, after: RunSummary): MetricComparison[] {
  const [a, b] = [byName(before), byName(after)];
  return [...new Set([...b.keys(), ...a.keys()])].flatMap((name) => {
    const info = b.get(name) ?? a.get(name);
    if (info === undefined) return [];
    return statsOf(info).flatMap((stat): MetricComparison[] => {
      const numbers = compare(
        a.get(name)?.values[stat],
        b.get(name)?.values[stat],
        senseOf(name, info.contains),
      );
      if (numbers.before === undefined && numbers.after === undefined) return [];
      return [{ metric: name, stat, format: formatterOf(info, stat), ...numbers }];
    });
  });
}

function byName({ metrics }: RunSummary): Map<string, SummaryMetric> {
  return new Map(metrics.filter(({ isSubmetric }) => !isSubmetric).map((metric) => [metric.name, metric]));
}

/** Of counts the rate: runs need not be equally long. */
function statsOf({ type }: SummaryMetric): readonly string[] {
  if (type === 'trend') return OF_TRENDS;
  return [type === 'counter' ? 'rate' : mainStat(type)];
}

const KEY_NUMBERS = [
  'http_reqs',
  'http_req_duration',
  'http_req_failed',
  'checks',
  'iterations',
  'iteration_duration',
];

/** Whether a metric is one of those everybody looks at first. */
export function isKeyNumber({ metric }: Pick<MetricComparison, 'metric'>): boolean {
  return KEY_NUMBERS.includes(metric);
}

export function byImportance(a: MetricComparison, b: MetricComparison): number {
  return KEY_NUMBERS.indexOf(a.metric) - KEY_NUMBERS.indexOf(b.metric);
}

export interface Paired<T> {
  readonly key: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** What belongs together in both runs; what is in the second first, in its order. */
export function pair<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): Paired<T>[] {
  const [a, b] = [
    new Map(before.map((item) => [keyOf(item), item])),
    new Map(after.map((item) => [keyOf(item), item])),
  ];
  return [...new Set([...b.keys(), ...a.keys()])].map((key) => ({
    key,
    before: a.get(key),
    after: b.get(key),
  }));
}

export const pairThresholds = (before: readonly ThresholdResult[], after: readonly ThresholdResult[]) =>
  pair(before, after, keyOfThreshold);

export const pairRequests = (before: readonly RequestRow[], after: readonly RequestRow[]) =>
  pair(before, after, ({ tags }) => `${tags.method ?? ''} ${tags.name ?? ''} ${tags.status ?? ''}`.trim());
