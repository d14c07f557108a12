import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { overviewQuery } from '../../api/result-queries.ts';
import type { RunOverview } from '../../api/types/run.ts';
import { Chart } from '../../charts/chart.tsx';
import { compareContent } from '../../charts/compare-content.ts';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCompact, formatPercent } from '../../format/number.ts';
import { formatMs } from '../../format/time.ts';
import type { RunPair } from './compare-page.tsx';

const PARTS = [
  { part: 'requestsPerS', title: 'Requests/s', color: 'series-1', scale: { format: formatCompact } },
  { part: 'p95Ms', title: 'Response time, p(95)', color: 'series-2', scale: { format: formatMs } },
  {
    part: 'failedShare',
    title: 'Failed requests',
    color: 'series-5',
    scale: { format: formatPercent, atLeast: 0.02 },
  },
  { part: 'vus', title: 'VUs', color: 'series-3', scale: { format: formatCompact } },
] as const;

/** Both runs over one axis of time, the first dashed. */
export function CompareCharts({ pair: [before, after] }: { readonly pair: RunPair }) {
  const [a, b] = useQueries({ queries: [overviewQuery(before), overviewQuery(after)] });
  const both = a.data && b.data && ([a.data, b.data] as const);
  return (
    <Panel title="Over time" isFlush>
      <Loaded from={{ data: both, error: a.error ?? b.error }}>
        {(overviews) => <Charts overviews={overviews} ids={[before.id, after.id]} />}
      </Loaded>
    </Panel>
  );
}

interface ChartsProps {
  readonly overviews: readonly [RunOverview, RunOverview];
  readonly ids: readonly [number, number];
}

function Charts({ overviews: [a, b], ids: [first, second] }: ChartsProps) {
  const charts = useMemo(
    () =>
      PARTS.map((part) => ({
        ...part,
        content: compareContent([a, b], { ...part, names: [`${part.title}, run ${first}`, `run ${second}`] }),
      })).filter(({ content }) => content.lines.length > 0),
    [a, b, first, second],
  );
  if (charts.length === 0) return <Empty title="Nothing was measured" />;
  return (
    <div className="compare-charts">
      {charts.map(({ part, title, content }) => (
        <Chart key={part} label={`${title} of both runs over time`} content={content} height={170} />
      ))}
    </div>
  );
}
