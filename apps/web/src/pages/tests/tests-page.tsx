import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { projectQuery, runsQuery, testsQuery } from '../../api/queries.ts';
import type { LoadTest } from '../../api/types/project.ts';
import type { Run } from '../../api/types/run.ts';
import { RunBadge } from '../../components/badge.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Empty, ErrorNotice, Loaded } from '../../components/feedback.tsx';
import { FilterField } from '../../components/filter-field.tsx';
import { Moment } from '../../components/moment.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCount } from '../../format/number.ts';
import { mayDo } from '../../projects/role.ts';
import { byLastActivity, runsByTest } from '../../runs/runs-by-test.ts';
import { useStartRun } from '../../runs/use-start-run.ts';
import { VerdictStrip } from '../../runs/verdict-strip.tsx';

export function TestsPage({ projectId }: { readonly projectId: number }) {
  const { data: project } = useQuery(projectQuery(projectId));
  const tests = useQuery(testsQuery(projectId));
  const [filter, setFilter] = useState('');
  return (
    <Page
      title="Tests"
      lead={project?.name}
      actions={
        mayDo(project?.role, 'editor') && (
          <ButtonLink to={`/projects/${projectId}/tests/new`} look="primary" icon="plus">
            New test
          </ButtonLink>
        )
      }
    >
      <Panel
        title="All tests"
        aside={tests.data && formatCount(tests.data.length)}
        actions={<FilterField label="Filter tests" value={filter} onChange={setFilter} />}
        isFlush
      >
        <Loaded from={tests}>
          {(all) =>
            all.length === 0 ? (
              <NoTests />
            ) : (
              <TestTable
                tests={all.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()))}
                projectId={projectId}
                mayRun={mayDo(project?.role, 'runner')}
              />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function NoTests() {
  return (
    <Empty title="No tests yet" action={<ButtonLink to="/use-with-k6">Use the command line</ButtonLink>}>
      Write a script here, or send one from a terminal: a script that runs with k6 runs here unchanged.
    </Empty>
  );
}

interface TestTableProps {
  readonly tests: readonly LoadTest[];
  readonly projectId: number;
  readonly mayRun: boolean;
}

function TestTable({ tests, projectId, mayRun }: TestTableProps) {
  const { data: runs = [] } = useQuery(runsQuery(projectId));
  const start = useStartRun();
  const byTest = runsByTest(runs);
  return (
    <>
      {start.error !== null && (
        <div className="panel-body">
          <ErrorNotice error={start.error} />
        </div>
      )}
      <DataTable
        label="Tests"
        rows={byLastActivity(tests, byTest)}
        keyOf={({ id }) => id}
        columns={[
          ...columns(byTest),
          {
            title: 'Actions',
            kind: 'actions',
            cell: ({ id, archiveSha256 }) =>
              mayRun &&
              archiveSha256 !== null && (
                <Button look="quiet" icon="play" disabled={start.isPending} onClick={() => start.run(id)}>
                  Run
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}

function columns(runs: ReadonlyMap<number, readonly Run[]>): Column<LoadTest>[] {
  const lastOf = ({ id }: LoadTest) => runs.get(id)?.[0];
  return [
    {
      title: 'Test',
      kind: 'main',
      cell: ({ id, name, archiveSha256 }) => (
        <>
          <Link href={`/tests/${id}`}>{name}</Link>
          {archiveSha256 === null && <span className="table-sub">no script yet</span>}
        </>
      ),
    },
    {
      title: 'Last run',
      cell: (test) => {
        const last = lastOf(test);
        return last === undefined ? <span className="muted">never</span> : <RunBadge run={last} />;
      },
    },
    { title: 'Last runs', kind: 'wide', cell: ({ id }) => <VerdictStrip runs={runs.get(id) ?? []} /> },
    { title: 'When', kind: 'wide', cell: (test) => <Moment atMs={lastOf(test)?.createdAtMs ?? null} /> },
    {
      title: 'Max VUs',
      kind: 'wide-number',
      cell: (test) => {
        const maxVUs = lastOf(test)?.maxVUs ?? null;
        return maxVUs === null ? '–' : formatCount(maxVUs);
      },
    },
  ];
}
