import { useQueries } from '@tanstack/react-query';
import { metricsQuery, thresholdsQuery } from '../../api/result-queries.ts';
import type { ThresholdResult } from '../../api/types/results.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { parseSelector } from '../../metrics/metric-selector.ts';
import { formatterOf } from '../../metrics/stats.ts';
import { pairThresholds } from '../../runs/compare-results.ts';
import { VERDICT_LOOK, verdictOf } from '../../runs/threshold-verdict.ts';
import type { RunPair } from './compare-page.tsx';

/** What became of each threshold in both runs. */
export function ThresholdDeltas({ pair: [before, after] }: { readonly pair: RunPair }) {
  const [a, b] = useQueries({ queries: [thresholdsQuery(before), thresholdsQuery(after)] });
  const [{ data: metrics = [] }] = useQueries({ queries: [metricsQuery(after)] });
  const rows = pairThresholds(a.data ?? [], b.data ?? []);
  if (rows.length === 0) return null;
  const formatOf = ({ metric, stat }: ThresholdResult) => {
    const info = metrics.find(({ name }) => name === parseSelector(metric).metric);
    return formatterOf(info ?? { type: 'gauge', contains: 'default' }, stat);
  };
  const outcome = (threshold: ThresholdResult | undefined, run: RunDetails) => {
    if (threshold === undefined) return <span className="muted">not set</span>;
    const { tone, text } = VERDICT_LOOK[verdictOf(threshold, run)];
    return (
      <span className="compare-outcome">
        {threshold.actual !== null && formatOf(threshold)(threshold.actual)} <Badge tone={tone}>{text}</Badge>
      </span>
    );
  };
  return (
    <Panel title="Thresholds" isFlush>
      <DataTable
        label="Thresholds"
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          { title: 'Threshold', kind: 'main', cell: ({ key }) => <code className="breakable">{key}</code> },
          { title: `Run ${before.id}`, kind: 'number', cell: (row) => outcome(row.before, before) },
          { title: `Run ${after.id}`, kind: 'number', cell: (row) => outcome(row.after, after) },
        ]}
      />
    </Panel>
  );
}
