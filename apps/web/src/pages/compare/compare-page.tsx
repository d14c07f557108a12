import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { projectQuery, runQuery, testQuery } from '../../api/queries.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { RunBadge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Loaded, Notice } from '../../components/feedback.tsx';
import { useNow } from '../../components/moment.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCount } from '../../format/number.ts';
import { formatMoment, formatSpan } from '../../format/time.ts';
import { loadDurationMs, zonesInShort } from '../../runs/run-status.ts';
import { optionDifferences } from '../../script/option-differences.ts';

type Pair = readonly [number, number];

export function ComparePage({ runIds }: { readonly runIds: Pair }) {
  const [a, b] = useQueries({ queries: [runQuery(runIds[0]), runQuery(runIds[1])] });
  const both = a.data === undefined || b.data === undefined ? undefined : ([a.data, b.data] as const);
  return (
    <Loaded from={{ data: both, error: a.error ?? b.error }}>{(runs) => <Comparison runs={runs} />}</Loaded>
  );
}

function Comparison({ runs: [a, b] }: { readonly runs: readonly [RunDetails, RunDetails] }) {
  const { data: test } = useQuery(testQuery(b.testId));
  const { data: project } = useQuery(projectQuery(b.projectId));
  const differences = optionDifferences(a.options, b.options);
  const nowMs = useNow(1000);
  return (
    <Page
      title={`Run ${a.id} and run ${b.id}`}
      crumbs={[
        { text: project?.name ?? 'Project', to: `/projects/${b.projectId}/tests` },
        ...(test === undefined ? [] : [{ text: test.name, to: `/tests/${test.id}` }]),
      ]}
    >
      <div className="stack">
        <Panel title="At a glance" isFlush>
          <DataTable
            label="Both runs"
            rows={rowsOf(nowMs)}
            keyOf={({ name }) => name}
            columns={[
              { title: 'What', kind: 'main', cell: ({ name }) => name },
              { title: `Run ${a.id}`, cell: ({ of }) => of(a) },
              { title: `Run ${b.id}`, cell: ({ of }) => of(b) },
            ]}
          />
        </Panel>
        <Panel title="Options that differ" isFlush={differences.length > 0}>
          {differences.length === 0 ? (
            <Notice tone="idle">Both runs had the same options.</Notice>
          ) : (
            <DataTable
              label="Options that differ"
              rows={differences}
              keyOf={({ path }) => path}
              columns={[
                { title: 'Option', kind: 'main', cell: ({ path }) => <code>{path}</code> },
                { title: `Run ${a.id}`, cell: ({ before }) => <Value value={before} /> },
                { title: `Run ${b.id}`, cell: ({ after }) => <Value value={after} /> },
              ]}
            />
          )}
        </Panel>
      </div>
    </Page>
  );
}

interface Row {
  readonly name: string;
  of(run: RunDetails): React.ReactNode;
}

function rowsOf(nowMs: number): readonly Row[] {
  return [
    { name: 'Run', of: ({ id }) => <Link href={`/runs/${id}`}>#{id}</Link> },
    { name: 'Status', of: (run) => <RunBadge run={run} /> },
    { name: 'Created', of: ({ createdAtMs }) => formatMoment(createdAtMs) },
    {
      name: 'Load duration',
      of: (run) => {
        const durationMs = loadDurationMs(run, nowMs);
        return durationMs === undefined ? '–' : formatSpan(durationMs);
      },
    },
    { name: 'Max VUs', of: ({ maxVUs }) => (maxVUs === null ? '–' : formatCount(maxVUs)) },
    { name: 'Where', of: zonesInShort },
    { name: 'Note', of: ({ note }) => note || '–' },
  ];
}

function Value({ value }: { readonly value: unknown }) {
  return value === undefined ? <span className="muted">not set</span> : <code>{JSON.stringify(value)}</code>;
}
