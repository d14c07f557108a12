import type { RequestKind, RequestRow } from '../../api/types/results.ts';
import type { Column } from '../../components/data-table.tsx';
import { formatCompact, formatCount, formatPercent } from '../../format/number.ts';
import { formatMs } from '../../format/time.ts';
import { RequestName, RequestStatus } from '../../runs/request-name.tsx';

type TimeColumn = 'avgMs' | 'medMs' | 'p90Ms' | 'p95Ms' | 'p99Ms' | 'maxMs';

/** What a table of requests tells of each. */
export function requestColumns(kind: RequestKind, by: readonly string[]): Column<RequestRow>[] {
  return [
    {
      title: kind === 'grpc' ? 'Call' : 'URL',
      kind: 'main',
      sortBy: ({ tags }) => tags.name ?? '',
      cell: ({ tags }) => (
        <>
          <RequestName tags={tags} />
          <span className="table-narrow">
            <RequestStatus tags={tags} />
          </span>
        </>
      ),
    },
    {
      title: 'Status',
      kind: 'wide',
      sortBy: ({ tags }) => tags.status ?? '',
      cell: ({ tags }) => <RequestStatus tags={tags} />,
    },
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
    cell: (row) => formatMs(row[key]),
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
