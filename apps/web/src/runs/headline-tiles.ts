import type { RunSummary, SummaryMetric, ThresholdResult } from '../api/types/results.ts';
import type { Tile } from '../components/tiles.tsx';
import { formatCompact, formatPercent } from '../format/number.ts';
import { formatMs } from '../format/time.ts';
import { parseSelector } from '../metrics/metric-selector.ts';

interface Context {
  readonly requestsPerS: readonly (number | null)[];
  readonly thresholds: readonly ThresholdResult[];
}

interface Candidate {
  readonly name: string;
  readonly metric: string;
  read(values: SummaryMetric['values'], context: Context): Pick<Tile, 'value' | 'aside'> | undefined;
}

/** From what matters most to what matters least; a run shows those it has measured. */
const CANDIDATES: readonly Candidate[] = [
  {
    name: 'Requests',
    metric: 'http_reqs',
    read: ({ count, rate }) =>
      count === undefined
        ? undefined
        : { value: formatCompact(count), aside: rate === undefined ? undefined : `${formatCompact(rate)}/s` },
  },
  {
    name: 'Peak rate',
    metric: 'http_reqs',
    read: (_, { requestsPerS }) => {
      const peak = requestsPerS.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
      return peak === 0 ? undefined : { value: `${formatCompact(peak)}/s` };
    },
  },
  {
    name: 'Response time',
    metric: 'http_req_duration',
    read: (values) => timeTile(values),
  },
  {
    name: 'Failed requests',
    metric: 'http_req_failed',
    read: ({ rate, passes }) =>
      rate === undefined
        ? undefined
        : {
            value: formatPercent(rate),
            aside: passes === undefined || passes === 0 ? undefined : formatCompact(passes),
          },
  },
  {
    name: 'Checks',
    metric: 'checks',
    read: ({ rate }) => (rate === undefined ? undefined : { value: formatPercent(rate) }),
  },
  {
    name: 'Iterations',
    metric: 'iterations',
    read: ({ count, rate }) =>
      count === undefined
        ? undefined
        : { value: formatCompact(count), aside: rate === undefined ? undefined : `${formatCompact(rate)}/s` },
  },
  { name: 'Iteration time', metric: 'iteration_duration', read: (values) => timeTile(values) },
];

const SHOWN = 6;

export function headlineTiles({ metrics }: RunSummary, context: Context): Tile[] {
  const byName = new Map(metrics.map((metric) => [metric.name, metric]));
  const crossed = new Set(
    context.thresholds.filter(({ isCrossed }) => isCrossed).map(({ metric }) => parseSelector(metric).metric),
  );
  return CANDIDATES.flatMap(({ name, metric, read }): Tile[] => {
    const found = byName.get(metric);
    const content = found && read(found.values, context);
    if (content === undefined) return [];
    return [
      { name, ...content, ...(crossed.has(metric) && name !== 'Peak rate' && { tone: 'bad' as const }) },
    ];
  }).slice(0, SHOWN);
}

function timeTile(values: SummaryMetric['values']): Pick<Tile, 'value' | 'aside'> | undefined {
  const p95 = values['p(95)'];
  if (p95 === undefined) return undefined;
  return {
    value: formatMs(p95),
    aside: values.med === undefined ? 'p(95)' : `p(95) · median ${formatMs(values.med)}`,
  };
}
