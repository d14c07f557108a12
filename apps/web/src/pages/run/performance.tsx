import { useMemo } from 'react';
import type { RunOverview } from '../../api/types/run.ts';
import { Chart } from '../../charts/chart.tsx';
import { durationContent, failureContent, loadContent } from '../../charts/overview-content.ts';
import { Loaded } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';

interface PerformanceProps {
  readonly overview: { readonly data: RunOverview | undefined; readonly error: Error | null };
  readonly empty: React.ReactNode;
}

/** Load, response times and failures on one axis of time; growing while the run goes on. */
export function Performance({ overview, empty }: PerformanceProps) {
  return (
    <Panel title="Performance" aside={overview.data && stepInWords(overview.data)} isFlush>
      <Loaded from={overview}>
        {(data) => (data.seconds.length === 0 ? empty : <OverviewCharts overview={data} />)}
      </Loaded>
    </Panel>
  );
}

export function OverviewCharts({ overview }: { readonly overview: RunOverview }) {
  const load = useMemo(() => loadContent(overview), [overview]);
  const durations = useMemo(() => durationContent(overview), [overview]);
  const failures = useMemo(() => failureContent(overview), [overview]);
  return (
    <div className="chart-stack">
      {load.lines.length > 0 && <Chart label="VUs and request rate over time" content={load} height={210} />}
      {durations.lines.length > 0 && (
        <Chart label="Response times over time" content={durations} height={180} />
      )}
      {failures.lines.length > 0 && (
        <Chart label="Share of failed requests over time" content={failures} height={110} />
      )}
    </div>
  );
}

function stepInWords({ stepS, seconds }: RunOverview): string | undefined {
  if (seconds.length === 0) return undefined;
  return stepS === 1 ? 'each second' : `every ${stepS} seconds`;
}
