import type { SummaryCheckData, SummaryData, SummaryGroupData, SummaryMetricData } from './summary-data.ts';

/**
 * The file of `--summary-export`: k6's oldest shape, made from the data `handleSummary()` gets. `more` is what k6 does
 * not know, beside its own keys.
 */
export function summaryExportJson(data: SummaryData, more: Readonly<Record<string, unknown>> = {}): string {
  const metrics = Object.entries(data.metrics).map(
    ([name, metric]) => [name, exportedMetric(metric)] as const,
  );
  return indentedJson({
    root_group: exportedGroup(data.root_group),
    metrics: Object.fromEntries(metrics),
    ...('setup_data' in data ? { setup_data: data.setup_data } : {}),
    ...more,
  });
}

export function indentedJson(value: unknown): string {
  return JSON.stringify(value, null, 4);
}

/** Values without a level of their own; a threshold is `true` when it was crossed. */
function exportedMetric({ type, values, thresholds }: SummaryMetricData): Readonly<Record<string, unknown>> {
  const { rate, ...others } = values;
  const flat = type === 'rate' ? { ...others, value: rate } : values;
  if (thresholds === undefined) return flat;
  const crossed = Object.entries(thresholds).map(([expression, { ok }]) => [expression, !ok] as const);
  return { ...flat, thresholds: Object.fromEntries(crossed) };
}

interface ExportedGroup {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly groups: Readonly<Record<string, ExportedGroup>>;
  readonly checks: Readonly<Record<string, SummaryCheckData>>;
}

function exportedGroup({ name, path, id, groups, checks }: SummaryGroupData): ExportedGroup {
  return {
    name,
    path,
    id,
    groups: Object.fromEntries(groups.map((group) => [group.name, exportedGroup(group)])),
    checks: Object.fromEntries(checks.map((check) => [check.name, check])),
  };
}
