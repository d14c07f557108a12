import { useQueries } from '@tanstack/react-query';
import { checksQuery } from '../../api/result-queries.ts';
import type { CheckResult } from '../../api/types/results.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatPercent } from '../../format/number.ts';
import { compare, pair } from '../../runs/compare-results.ts';
import type { RunPair } from './compare-page.tsx';
import { Delta } from './delta.tsx';

/** How often each check held in both runs. */
export function CheckDeltas({ pair: [before, after] }: { readonly pair: RunPair }) {
  const [a, b] = useQueries({ queries: [checksQuery(before), checksQuery(after)] });
  const rows = pair(a.data ?? [], b.data ?? [], ({ group, name }) => `${group}::${name}`);
  if (rows.length === 0) return null;
  const share = (check: CheckResult | undefined) =>
    check === undefined ? undefined : check.passes / Math.max(1, check.passes + check.fails);
  const text = (check: CheckResult | undefined) => {
    const value = share(check);
    return value === undefined ? '–' : formatPercent(value);
  };
  return (
    <Panel title="Checks" isFlush>
      <DataTable
        label="Checks"
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          {
            title: 'Check',
            kind: 'main',
            cell: (row) => {
              const check = row.after ?? row.before;
              return (
                <>
                  {check?.name}
                  {check?.group !== '' && (
                    <span className="table-sub">{check?.group.split('::').filter(Boolean).join(' / ')}</span>
                  )}
                </>
              );
            },
          },
          { title: `Run ${before.id}`, kind: 'number', cell: (row) => text(row.before) },
          { title: `Run ${after.id}`, kind: 'number', cell: (row) => text(row.after) },
          {
            title: 'Change',
            kind: 'number',
            cell: (row) => <Delta of={compare(share(row.before), share(row.after), 'more')} />,
          },
        ]}
      />
    </Panel>
  );
}
