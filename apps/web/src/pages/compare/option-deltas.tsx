import { DataTable } from '../../components/data-table.tsx';
import { Notice } from '../../components/feedback.tsx';
import { Panel } from '../../components/panel.tsx';
import { optionDifferences } from '../../script/option-differences.ts';
import type { RunPair } from './compare-page.tsx';

export function OptionDeltas({ pair: [before, after] }: { readonly pair: RunPair }) {
  const differences = optionDifferences(before.options, after.options);
  return (
    <Panel title="Options that differ" isFlush={differences.length > 0}>
      {differences.length === 0 ? (
        <Notice tone="idle">Both runs had the same options.</Notice>
      ) : (
        <DataTable
          label="Options that differ"
          rows={differences}
          keyOf={({ path }) => path}
          columns={[
            { title: 'Option', kind: 'main', cell: ({ path }) => <code className="breakable">{path}</code> },
            { title: `Run ${before.id}`, cell: (row) => <Value value={row.before} /> },
            { title: `Run ${after.id}`, cell: (row) => <Value value={row.after} /> },
          ]}
        />
      )}
    </Panel>
  );
}

function Value({ value }: { readonly value: unknown }) {
  if (value === undefined) return <span className="muted">not set</span>;
  return <code className="breakable">{JSON.stringify(value)}</code>;
}
