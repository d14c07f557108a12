import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { projectQuery, runPagesQuery, testsQuery, usersQuery } from '../../api/queries.ts';
import type { Run } from '../../api/types/run.ts';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { CompactSelect } from '../../components/field.tsx';
import { useNow } from '../../components/moment.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { runColumns } from '../../runs/run-columns.tsx';
import { isOver } from '../../runs/run-status.ts';

type Shown = 'all' | 'open' | 'passed' | 'failed' | 'error';

const CHOICES = [
  { value: 'all', text: 'All runs' },
  { value: 'open', text: 'Not ended' },
  { value: 'passed', text: 'Passed' },
  { value: 'failed', text: 'Failed' },
  { value: 'error', text: 'Aborted or in error' },
] as const;

export function RunsPage({ projectId }: { readonly projectId: number }) {
  const { data: project } = useQuery(projectQuery(projectId));
  const { data: tests = [] } = useQuery(testsQuery(projectId));
  const { data: users = [] } = useQuery(usersQuery);
  const runs = useInfiniteQuery(runPagesQuery(projectId));
  const [shown, setShown] = useState<Shown>('all');
  const nowMs = useNow(1000);
  const all = runs.data?.pages.flat();
  return (
    <Page title="Runs" lead={project?.name}>
      <Panel
        title="Test runs"
        isFlush
        actions={
          <CompactSelect
            label="Which runs"
            choices={CHOICES}
            value={shown}
            onChange={(event) => setShown(event.target.value as Shown)}
          />
        }
      >
        <Loaded from={{ data: all, error: runs.error }}>
          {(list) => (
            <>
              <RunTable runs={list.filter((run) => belongs(run, shown))} columns={{ tests, users, nowMs }} />
              {runs.hasNextPage && (
                <div className="panel-body">
                  <Button disabled={runs.isFetchingNextPage} onClick={() => runs.fetchNextPage()}>
                    Show older runs
                  </Button>
                </div>
              )}
            </>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

interface RunTableProps {
  readonly runs: readonly Run[];
  readonly columns: Parameters<typeof runColumns>[0];
}

function RunTable({ runs, columns }: RunTableProps) {
  if (runs.length === 0) return <Empty title="No runs">Runs appear here as soon as they are started.</Empty>;
  return <DataTable label="Runs" rows={runs} keyOf={({ id }) => id} columns={runColumns(columns)} />;
}

function belongs(run: Run, shown: Shown): boolean {
  if (shown === 'all') return true;
  return shown === 'open' ? !isOver(run) : run.result === shown;
}
