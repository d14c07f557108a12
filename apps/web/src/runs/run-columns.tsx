import { Link } from 'wouter';
import type { User } from '../api/types/identity.ts';
import type { LoadTest } from '../api/types/project.ts';
import type { Run } from '../api/types/run.ts';
import { RunBadge } from '../components/badge.tsx';
import type { Column } from '../components/data-table.tsx';
import { Moment } from '../components/moment.tsx';
import { formatCount } from '../format/number.ts';
import { formatSpan } from '../format/time.ts';
import { loadDurationMs, zonesInShort } from './run-status.ts';

interface Names {
  /** Which one need not be said again in each row. */
  readonly isOneTest?: boolean;
  readonly tests: readonly LoadTest[];
  readonly users: readonly User[];
  readonly nowMs: number;
}

/** What a list of runs tells of each. */
export function runColumns({ tests, users, nowMs, isOneTest = false }: Names): Column<Run>[] {
  const testNames = new Map(tests.map(({ id, name }) => [id, name]));
  const baselines = new Set(tests.map(({ baselineRunId }) => baselineRunId));
  const userNames = new Map(users.map(({ id, name }) => [id, name]));
  return [
    {
      title: 'Run',
      kind: 'main',
      cell: (run) => (
        <Link href={`/runs/${run.id}`}>
          {isOneTest ? 'Run' : (testNames.get(run.testId) ?? 'Test')} <span className="muted">#{run.id}</span>
          {baselines.has(run.id) && <span className="table-sub">baseline</span>}
        </Link>
      ),
    },
    { title: 'Status', cell: (run) => <RunBadge run={run} /> },
    { title: 'Created', cell: (run) => <Moment atMs={run.createdAtMs} /> },
    {
      title: 'Load',
      kind: 'wide-number',
      cell: (run) => {
        const durationMs = loadDurationMs(run, nowMs);
        return durationMs === undefined ? '–' : formatSpan(durationMs);
      },
    },
    {
      title: 'Max VUs',
      kind: 'wide-number',
      cell: ({ maxVUs }) => (maxVUs === null ? '–' : formatCount(maxVUs)),
    },
    { title: 'Where', kind: 'wide', cell: (run) => <span className="nowrap">{zonesInShort(run)}</span> },
    {
      title: 'By',
      kind: 'wide',
      cell: ({ startedBy }) => (
        <span className="nowrap">{startedBy === null ? '–' : (userNames.get(startedBy) ?? '–')}</span>
      ),
    },
    {
      title: 'Note',
      kind: 'wide',
      cell: ({ note, resultMessage }) => <span className="muted">{note || resultMessage || ''}</span>,
    },
  ];
}
