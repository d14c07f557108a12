import { useQuery } from '@tanstack/react-query';
import { projectQuery, runQuery, testQuery } from '../../api/queries.ts';
import type { LoadTest } from '../../api/types/project.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { Badge } from '../../components/badge.tsx';
import { Failed, Loading } from '../../components/feedback.tsx';
import { RunActions } from './run-actions.tsx';
import { RunReport } from './run-report.tsx';

export function RunPage({ runId }: { readonly runId: number }) {
  const run = useQuery(runQuery(runId));
  const testId = run.data?.testId;
  const test = useQuery({ ...testQuery(testId ?? 0), enabled: testId !== undefined });
  const error = run.data === undefined ? run.error : test.data === undefined ? test.error : null;
  if (error !== null) return <Failed error={error} />;
  if (run.data === undefined || test.data === undefined) return <Loading />;
  return <RunView run={run.data} test={test.data} />;
}

function RunView({ run, test }: { readonly run: RunDetails; readonly test: LoadTest }) {
  const { data: project } = useQuery(projectQuery(run.projectId));
  return (
    <RunReport
      run={run}
      title={`${test.name} #${run.id}`}
      path={`/runs/${run.id}`}
      mark={test.baselineRunId === run.id && <Badge tone="idle">Baseline</Badge>}
      crumbs={[
        { text: project?.name ?? 'Project', to: `/projects/${run.projectId}/tests` },
        { text: test.name, to: `/tests/${test.id}` },
      ]}
      actions={<RunActions run={run} test={test} role={project?.role} />}
    />
  );
}
