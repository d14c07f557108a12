import { useQueries } from '@tanstack/react-query';
import { requestsQuery } from '../../api/result-queries.ts';
import type { RequestRow } from '../../api/types/results.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCompact, formatPercent } from '../../format/number.ts';
import { formatMs } from '../../format/time.ts';
import { compare, type Paired, pairRequests } from '../../runs/compare-results.ts';
import { RequestName, RequestStatus } from '../../runs/request-name.tsx';
import type { RunPair } from './compare-page.tsx';
import { Delta } from './delta.tsx';

const WISH = { kind: 'http', filters: [], by: [] } as const;

/** How fast each request was in both runs. */
export function RequestDeltas({ pair: [before, after] }: { readonly pair: RunPair }) {
  const [a, b] = useQueries({ queries: [requestsQuery(before, WISH), requestsQuery(after, WISH)] });
  const rows = pairRequests(a.data?.rows ?? [], b.data?.rows ?? []);
  if (rows.length === 0) return null;
  const p95 = ({ before: first, after: second }: Paired<RequestRow>) =>
    compare(first?.p95Ms, second?.p95Ms, 'less');
  const timeOf = (row: RequestRow | undefined) => (row === undefined ? '–' : formatMs(row.p95Ms));
  const rateOf = (row: RequestRow | undefined) =>
    row === undefined ? '–' : `${formatCompact(row.ratePerS)}/s`;
  const failedOf = (row: RequestRow | undefined) =>
    row?.failedShare == null ? '–' : formatPercent(row.failedShare);
  return (
    <Panel title="HTTP requests" aside="p(95)" isFlush>
      <DataTable
        label="HTTP requests"
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          {
            title: 'Request',
            kind: 'main',
            cell: ({ before, after }) => <RequestName tags={(after ?? before)?.tags ?? {}} />,
          },
          {
            title: 'Status',
            kind: 'wide',
            cell: ({ before, after }) => <RequestStatus tags={(after ?? before)?.tags ?? {}} />,
          },
          {
            title: 'Rate',
            kind: 'wide-number',
            cell: (row) => `${rateOf(row.before)} → ${rateOf(row.after)}`,
          },
          {
            title: 'Failed',
            kind: 'wide-number',
            cell: (row) => `${failedOf(row.before)} → ${failedOf(row.after)}`,
          },
          { title: `Run ${before.id}`, kind: 'number', cell: (row) => timeOf(row.before) },
          { title: `Run ${after.id}`, kind: 'number', cell: (row) => timeOf(row.after) },
          {
            title: 'Change',
            kind: 'number',
            sortBy: (row) => p95(row).change ?? null,
            cell: (row) => <Delta of={p95(row)} />,
          },
        ]}
      />
    </Panel>
  );
}
