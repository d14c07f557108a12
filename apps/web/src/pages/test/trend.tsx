import { useQuery } from '@tanstack/react-query';
import { trendQuery } from '../../api/queries.ts';
import type { LoadTest } from '../../api/types/project.ts';
import type { TrendPoint } from '../../api/types/results.ts';
import { TrendChart } from '../../charts/trend-chart.tsx';
import { ErrorNotice } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCompact, formatPercent } from '../../format/number.ts';
import { formatMs } from '../../format/time.ts';
import { statusOf } from '../../runs/run-status.ts';

type Measured = 'p95Ms' | 'requestsPerS' | 'failedShare';

const TRENDS = [
  { of: 'p95Ms', title: 'Response time, p(95)', color: 'series-2', format: formatMs },
  {
    of: 'requestsPerS',
    title: 'Request rate',
    color: 'series-1',
    format: (value: number) => `${formatCompact(value)}/s`,
  },
  { of: 'failedShare', title: 'Failed requests', color: 'series-5', format: formatPercent },
] as const satisfies readonly { of: Measured; title: string; color: string; format(value: number): string }[];

/** How the results of a test went from run to run. */
export function Trend({ test }: { readonly test: LoadTest }) {
  const { data: points = [], error } = useQuery(trendQuery(test.id));
  const measured = points.filter((point) => TRENDS.some(({ of }) => point[of] !== null));
  if (error !== null) return <ErrorNotice error={error} />;
  if (measured.length === 0) return null;
  return (
    <Panel
      title="Trend"
      aside={
        test.baselineRunId === null
          ? `the last ${measured.length === 1 ? 'run' : `${measured.length} runs`}`
          : `run ${test.baselineRunId} is the baseline, drawn as a dashed line`
      }
    >
      <div className="trends">
        {TRENDS.map(({ of, title, color, format }) => (
          <TrendChart
            key={of}
            title={title}
            color={color}
            format={format}
            baselineRunId={test.baselineRunId}
            runs={measured.map((point) => ({ ...runOf(point), value: point[of] }))}
          />
        ))}
      </div>
    </Panel>
  );
}

function runOf(point: TrendPoint) {
  return { runId: point.runId, createdAtMs: point.createdAtMs, tone: statusOf(point).tone };
}
