import './run.css';
import { useQuery } from '@tanstack/react-query';
import { projectQuery, runQuery, testQuery } from '../../api/queries.ts';
import type { LoadTest } from '../../api/types/project.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { RunBadge } from '../../components/badge.tsx';
import { Loaded, Notice } from '../../components/feedback.tsx';
import { Page } from '../../components/page.tsx';
import { Tabs, useTab } from '../../components/tabs.tsx';
import { thresholdsOf } from '../../script/thresholds-of.ts';
import { LoadGeneratorsTab } from './load-generators-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { OptionsTab } from './options-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { RunActions } from './run-actions.tsx';
import { RunFacts } from './run-facts.tsx';
import { ScriptTab } from './script-tab.tsx';
import { ThresholdsTab } from './thresholds-tab.tsx';

export function RunPage({ runId }: { readonly runId: number }) {
  const run = useQuery(runQuery(runId));
  const testId = run.data?.testId;
  const { data: test } = useQuery({ ...testQuery(testId ?? 0), enabled: testId !== undefined });
  return (
    <Loaded from={run}>
      {(details) => (test === undefined ? null : <RunView run={details} test={test} />)}
    </Loaded>
  );
}

function RunView({ run, test }: { readonly run: RunDetails; readonly test: LoadTest }) {
  const { data: project } = useQuery(projectQuery(run.projectId));
  const tabs = [
    { id: 'overview', title: 'Overview' },
    { id: 'thresholds', title: 'Thresholds', count: thresholdsOf(run.options).length },
    { id: 'logs', title: 'Logs' },
    { id: 'generators', title: 'Load generators' },
    { id: 'script', title: 'Script' },
    { id: 'options', title: 'Options' },
  ];
  const tab = useTab(tabs);
  return (
    <Page
      title={`${test.name} #${run.id}`}
      mark={<RunBadge run={run} />}
      lead={run.note === '' ? undefined : run.note}
      crumbs={[
        { text: project?.name ?? 'Project', to: `/projects/${run.projectId}/tests` },
        { text: test.name, to: `/tests/${test.id}` },
      ]}
      actions={<RunActions run={run} test={test} role={project?.role} />}
    >
      <div className="run-head stack">
        {run.resultMessage !== null && run.result !== 'passed' && (
          <Notice tone={run.result === 'failed' ? 'bad' : 'warn'}>
            {run.resultMessage}
            {run.resultCode !== null && <span> (code {run.resultCode})</span>}
          </Notice>
        )}
        <RunFacts run={run} />
      </div>
      <Tabs tabs={tabs} path={`/runs/${run.id}`} label="Parts of this run" />
      {tab === 'overview' && <OverviewTab run={run} />}
      {tab === 'thresholds' && <ThresholdsTab run={run} />}
      {tab === 'logs' && <LogTab run={run} />}
      {tab === 'generators' && <LoadGeneratorsTab run={run} />}
      {tab === 'script' && <ScriptTab run={run} />}
      {tab === 'options' && <OptionsTab run={run} />}
    </Page>
  );
}
