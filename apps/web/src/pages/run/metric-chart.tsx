import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type RunOnTime, type SeriesWish, seriesQuery } from '../../api/result-queries.ts';
import type { MetricInfo } from '../../api/types/results.ts';
import { Chart } from '../../charts/chart.tsx';
import { seriesContent } from '../../charts/series-content.ts';
import { Empty, Loaded } from '../../components/feedback.tsx';

interface MetricChartProps {
  readonly run: RunOnTime;
  readonly wish: SeriesWish;
  readonly info: Pick<MetricInfo, 'type' | 'contains'>;
  readonly limit?: { readonly value: number; readonly label: string } | undefined;
  readonly height?: number;
}

/** Any metric of a run over time, in as many lines as the wish splits it into. */
export function MetricChart({ run, wish, info, limit, height = 220 }: MetricChartProps) {
  const series = useQuery(seriesQuery(run, wish));
  const { stat, metric } = wish;
  const { type, contains } = info;
  const content = useMemo(
    () => series.data && seriesContent(series.data, { metric, stat, type, contains, limit }),
    [series.data, metric, stat, type, contains, limit],
  );
  return (
    <Loaded from={{ data: content, error: series.error }}>
      {(found) =>
        found.lines.length === 0 ? (
          <Empty title="Nothing measured">No values of {metric} have these tags.</Empty>
        ) : (
          <>
            <Chart label={`${stat} of ${metric} over time`} content={found} height={height} />
            {series.data?.isCut === true && (
              <p className="chart-note muted">Only the {found.lines.length} largest series are shown.</p>
            )}
          </>
        )
      }
    </Loaded>
  );
}
