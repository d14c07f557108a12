import { useQuery } from '@tanstack/react-query';
import { insightsQuery, overviewQuery } from '../../api/result-queries.ts';
import { Empty } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { isOver } from '../../runs/run-status.ts';
import { InsightList } from './insight-list.tsx';
import { Performance } from './performance.tsx';
import { Plan } from './plan.tsx';
import type { RunTabProps } from './run-report.tsx';
import { RunTiles } from './run-tiles.tsx';
import { Timeline } from './timeline.tsx';

export function OverviewTab({ run }: RunTabProps) {
  const overview = useQuery(overviewQuery(run));
  const { data: insights = [] } = useQuery(insightsQuery(run));
  const isMeasured = (overview.data?.seconds.length ?? 0) > 0;
  return (
    <div className="stack">
      <RunTiles run={run} />
      <Performance
        overview={overview}
        empty={
          <Empty title={isOver(run) ? 'Nothing was measured' : 'Nothing measured yet'}>
            {isOver(run)
              ? 'The run ended before it sent any results.'
              : 'Charts appear here as soon as the load begins, and grow while it goes on.'}
          </Empty>
        }
      />
      <div className="columns">
        <div className="stack">
          <InsightList insights={insights} isMeasured={isMeasured} />
          <Plan options={run.options} />
        </div>
        <Panel title="History">
          <Timeline steps={run.history} />
        </Panel>
      </div>
    </div>
  );
}
