import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { overviewQuery } from '../../api/queries.ts';
import type { RunDetails, RunOverview } from '../../api/types/run.ts';
import { Chart } from '../../charts/chart.tsx';
import { durationContent, loadContent } from '../../charts/overview-content.ts';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { isOver } from '../../runs/run-status.ts';

/** The main numbers of a run, on one axis of time; growing while it runs. */
export function Performance({ run }: { readonly run: RunDetails }) {
  const overview = useQuery(overviewQuery(run));
  return (
    <Panel title="Performance" aside={overview.data && stepText(overview.data)} isFlush>
      <Loaded from={overview}>
        {(data) =>
          data.seconds.length === 0 ? (
            <Empty title={isOver(run) ? 'Nothing was measured' : 'Nothing measured yet'} />
          ) : (
            <Charts overview={data} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Charts({ overview }: { readonly overview: RunOverview }) {
  const load = useMemo(() => loadContent(overview), [overview]);
  const durations = useMemo(() => durationContent(overview), [overview]);
  return (
    <>
      <Chart label="Requests, iterations and failures over time" content={load} />
      {durations.lines.length > 0 && (
        <Chart label="Response times over time" content={durations} height={200} />
      )}
    </>
  );
}

function stepText({ stepS }: RunOverview): string {
  return stepS === 1 ? 'each second' : `every ${stepS} seconds`;
}
