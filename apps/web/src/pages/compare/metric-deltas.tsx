import { useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { summaryQuery } from '../../api/result-queries.ts';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Empty, Loaded } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import {
  byImportance,
  compareMetrics,
  isKeyNumber,
  type MetricComparison,
} from '../../runs/compare-results.ts';
import type { RunPair } from './compare-page.tsx';
import { Delta } from './delta.tsx';

/** The numbers of both runs, what everybody asks for first; all of them on demand. */
export function MetricDeltas({ pair: [before, after] }: { readonly pair: RunPair }) {
  const [isWhole, setWhole] = useState(false);
  const [a, b] = useQueries({ queries: [summaryQuery(before), summaryQuery(after)] });
  const rows = useMemo(() => a.data && b.data && compareMetrics(a.data, b.data), [a.data, b.data]);
  return (
    <Panel
      title="Metrics"
      isFlush
      actions={
        <Button look="quiet" aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Key numbers only' : 'Show all metrics'}
        </Button>
      }
    >
      <Loaded from={{ data: rows, error: a.error ?? b.error }}>
        {(all) => {
          const shown = isWhole ? all : all.filter(isKeyNumber).sort(byImportance);
          if (shown.length === 0) return <Empty title="Nothing was measured" />;
          return <DeltaTable rows={shown} names={[`Run ${before.id}`, `Run ${after.id}`]} />;
        }}
      </Loaded>
    </Panel>
  );
}

interface DeltaTableProps {
  readonly rows: readonly MetricComparison[];
  readonly names: readonly [string, string];
}

function DeltaTable({ rows, names }: DeltaTableProps) {
  const textOf = (value: number | undefined, format: (value: number) => string) =>
    value === undefined ? '–' : format(value);
  return (
    <DataTable
      label="Metrics"
      rows={rows}
      keyOf={({ metric, stat }) => `${metric} ${stat}`}
      columns={[
        {
          title: 'Metric',
          kind: 'main',
          cell: ({ metric, stat }) => (
            <>
              <code className="breakable">{metric}</code> <span className="muted">{stat}</span>
            </>
          ),
        },
        { title: names[0], kind: 'number', cell: ({ before, format }) => textOf(before, format) },
        { title: names[1], kind: 'number', cell: ({ after, format }) => textOf(after, format) },
        {
          title: 'Change',
          kind: 'number',
          sortBy: ({ change }) => change ?? null,
          cell: (row) => <Delta of={row} />,
        },
      ]}
    />
  );
}
