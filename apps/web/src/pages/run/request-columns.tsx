import type { RequestKind, RequestRow } from '../../api/types/results.ts';
import type { Column } from '../../components/data-table.tsx';
import { formatCompact, formatCount, formatPercent } from '../../format/number.ts';
import { formatMs } from '../../format/time.ts';

type TimeColumn = 'avgMs' | 'medMs' | 'p90Ms' | 'p95Ms' | 'p99Ms' | 'maxMs';

/** What a table of requests tells of each. */
export function requestColumns(kind: RequestKind, by: readonly string[]): Column<RequestRow>[] {
  return [
    {
      title: kind === 'grpc' ? 'Call' : 'URL',
      kind: 'main',
      sortBy: ({ tags }) => tags.name ?? '',
      cell: ({ tags }) => (
        <span className="request-name">
          {tags.method && <span className="method">{tags.method}</span>}
          {tags.name || tags.url || '(no name)'}
        </span>
      ),
    },
    { title: 'Status', sortBy: ({ tags }) => tags.status ?? '', cell: ({ tags }) => <Status tags={tags} /> },
    ...by.map(
      (tag): Column<RequestRow> => ({
        title: tag,
        sortBy: ({ tags }) => tags[tag] ?? '',
        cell: ({ tags }) => <code>{tags[tag] || '–'}</code>,
      }),
    ),
    { title: 'Count', kind: 'number', sortBy: ({ count }) => count, cell: ({ count }) => formatCount(count) },
    {
      title: 'Rate',
      kind: 'wide-number',
      sortBy: ({ ratePerS }) => ratePerS,
      cell: ({ ratePerS }) => `${formatCompact(ratePerS)}/s`,
    },
    ...(kind === 'http' ? [failedColumn()] : []),
    time('Average', 'avgMs', 'wide-number'),
    time('Median', 'medMs', 'wide-number'),
    time('p(90)', 'p90Ms', 'wide-number'),
    time('p(95)', 'p95Ms', 'number'),
    time('p(99)', 'p99Ms', 'wide-number'),
    time('Max', 'maxMs', 'wide-number'),
  ];
}

function time(title: string, key: TimeColumn, kind: 'number' | 'wide-number'): Column<RequestRow> {
  return {
    title,
    kind,
    sortBy: (row) => row[key],
    cell: (row) => (row[key] === null ? '–' : formatMs(row[key])),
  };
}

function failedColumn(): Column<RequestRow> {
  return {
    title: 'Failed',
    kind: 'number',
    sortBy: ({ failedShare }) => failedShare,
    cell: ({ failedShare }) => {
      if (failedShare === null) return '–';
      return <span className={failedShare > 0 ? 'bad' : 'muted'}>{formatPercent(failedShare)}</span>;
    },
  };
}

function Status({ tags: { status = '' } }: Pick<RequestRow, 'tags'>) {
  if (status === '') return <span className="muted">–</span>;
  // 0: no answer came at all. Calls answer with names, requests with numbers.
  const isBad = status === '0' || status >= '4';
  return <span className={/^\d/.test(status) && isBad ? 'status status-bad' : 'status'}>{status}</span>;
}
