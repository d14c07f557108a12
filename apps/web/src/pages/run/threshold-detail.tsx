import { useMemo } from 'react';
import type { MetricInfo, ThresholdResult, ThresholdZone } from '../../api/types/results.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { Badge } from '../../components/badge.tsx';
import { Empty } from '../../components/feedback.tsx';
import { parseSelector } from '../../metrics/metric-selector.ts';
import { formatterOf } from '../../metrics/stats.ts';
import { MetricChart } from './metric-chart.tsx';

interface ThresholdDetailProps {
  readonly run: RunDetails;
  readonly threshold: ThresholdResult;
  readonly info: MetricInfo | undefined;
}

/** The metric of a threshold over time, the limit as a line across it, and what each load zone measured. */
export function ThresholdDetail({ run, threshold, info }: ThresholdDetailProps) {
  const { metric, expression, stat, limit, byZone = [] } = threshold;
  const selector = useMemo(() => parseSelector(metric), [metric]);
  const line = useMemo(
    () => (limit === null ? undefined : { value: limit, label: expression }),
    [limit, expression],
  );
  if (info === undefined) return <Empty title="Nothing measured">The run has no values of {metric}.</Empty>;
  return (
    <>
      <MetricChart
        run={run}
        info={info}
        wish={{ ...selector, stat, by: [] }}
        // A count grows over the whole run; what is drawn is what came in each step.
        limit={stat === 'count' ? undefined : line}
      />
      {byZone.length > 0 && <Zones zones={byZone} format={formatterOf(info, stat)} />}
    </>
  );
}

interface ZonesProps {
  readonly zones: readonly ThresholdZone[];
  format(value: number): string;
}

function Zones({ zones, format }: ZonesProps) {
  return (
    <ul className="zone-verdicts" aria-label="Per load zone">
      {zones.map(({ loadZone, actual, isCrossed }) => (
        <li key={loadZone}>
          <code>{loadZone}</code>
          <span>{actual === null ? '–' : format(actual)}</span>
          <Badge tone={actual === null ? 'idle' : isCrossed ? 'bad' : 'good'}>
            {actual === null ? 'Nothing measured' : isCrossed ? 'Crossed' : 'Held'}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

/** What was measured, as people write values of that metric. */
export function formatOfThreshold(
  { actual, stat }: ThresholdResult,
  info: Pick<MetricInfo, 'type' | 'contains'> | undefined,
): string {
  if (actual === null) return '–';
  return formatterOf(info ?? { type: 'gauge', contains: 'default' }, stat)(actual);
}
