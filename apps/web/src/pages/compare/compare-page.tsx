import './compare.css';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { projectQuery, runQuery, runsQuery, testsQuery } from '../../api/queries.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { IconButton } from '../../components/button.tsx';
import { Failed, Loading } from '../../components/feedback.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { RunSelect } from '../../runs/run-select.tsx';
import { CheckDeltas } from './check-deltas.tsx';
import { CompareCharts } from './compare-charts.tsx';
import { MetricDeltas } from './metric-deltas.tsx';
import { OptionDeltas } from './option-deltas.tsx';
import { RequestDeltas } from './request-deltas.tsx';
import { RunCards } from './run-cards.tsx';
import { ThresholdDeltas } from './threshold-deltas.tsx';

export type RunPair = readonly [before: RunDetails, after: RunDetails];

export function ComparePage({ runIds }: { readonly runIds: readonly [number, number] }) {
  const [a, b] = useQueries({ queries: [runQuery(runIds[0]), runQuery(runIds[1])] });
  const error = a.error ?? b.error;
  if (a.data !== undefined && b.data !== undefined) return <Comparison pair={[a.data, b.data]} />;
  return error === null ? <Loading /> : <Failed error={error} />;
}

function Comparison({ pair }: { readonly pair: RunPair }) {
  const [before, after] = pair;
  const { data: project } = useQuery(projectQuery(after.projectId));
  const key = `${before.id} ${after.id}`;
  return (
    <Page
      title={`Run ${before.id} and run ${after.id}`}
      lead="What changed from the first to the second. Dashed lines are the first."
      crumbs={[{ text: project?.name ?? 'Project', to: `/projects/${after.projectId}/runs` }]}
    >
      <div className="stack">
        <Pickers pair={pair} />
        <RunCards pair={pair} />
        <MetricDeltas key={key} pair={pair} />
        <CompareCharts pair={pair} />
        <ThresholdDeltas pair={pair} />
        <CheckDeltas pair={pair} />
        <RequestDeltas pair={pair} />
        <OptionDeltas pair={pair} />
      </div>
    </Page>
  );
}

/** Any two runs of the project. */
function Pickers({ pair: [before, after] }: { readonly pair: RunPair }) {
  const { data: runs = [before, after] } = useQuery(runsQuery(after.projectId));
  const { data: tests = [] } = useQuery(testsQuery(after.projectId));
  const [, navigate] = useLocation();
  const go = (a: number | string, b: number | string) => navigate(`/compare/${a}/${b}`);
  const listed = (run: RunDetails) => (runs.some(({ id }) => id === run.id) ? runs : [run, ...runs]);
  return (
    <Panel title="Runs">
      <div className="compare-pickers">
        <RunSelect
          label="First"
          runs={listed(before)}
          tests={tests}
          value={before.id}
          onChange={({ target }) => go(target.value, after.id)}
        />
        <IconButton
          icon="compare"
          look="plain"
          label="Swap the runs"
          onClick={() => go(after.id, before.id)}
        />
        <RunSelect
          label="Second"
          runs={listed(after)}
          tests={tests}
          value={after.id}
          onChange={({ target }) => go(before.id, target.value)}
        />
      </div>
    </Panel>
  );
}
