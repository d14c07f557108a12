import type { Metric, Sink } from '@squall/core';
import { decodeWindow, encodeWindow } from '@squall/protocol';
import { packMetric } from './metric-windows.ts';
import { addWindow } from './resident-windows.ts';
import type { RollupStore, WindowRow } from './rollup-store.ts';
import type { SeriesTable } from './series-table.ts';

export interface ClosingParts {
  readonly runId: number;
  readonly store: RollupStore;
  readonly table: SeriesTable;
  readonly metrics: readonly Metric[];
  readonly stepS: 10 | 60;
  readonly fromS: number;
  readonly toS: number;
}

const FINER = { 10: 1, 60: 10 } as const;

/** Longer windows, made of the shorter ones that are stored. */
export async function closeWindows({ metrics, ...parts }: ClosingParts): Promise<WindowRow[]> {
  const rows: WindowRow[] = [];
  for (const metric of metrics) {
    rows.push(...(await closeMetric(metric, parts)));
    // Others are to be answered meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rows;
}

async function closeMetric(
  { id: metricId, name }: Metric,
  { runId, store, table, stepS, fromS, toS }: Omit<ClosingParts, 'metrics'>,
): Promise<WindowRow[]> {
  const range = { stepS: FINER[stepS], metricIds: [metricId], fromS, toS };
  const shorter = await store.windows(runId, range, 'parts');
  const rows: WindowRow[] = [];
  for (let i = 0; i < shorter.length; ) {
    const startS = Math.floor((shorter[i]?.startS ?? 0) / stepS) * stepS;
    const series = new Map<number, Sink>();
    for (; i < shorter.length; i++) {
      const next = shorter[i];
      if (next === undefined || next.startS >= startS + stepS) break;
      addWindow(decodeWindow(next.body), series, table);
    }
    const { whole, parts } = packMetric(name, series);
    rows.push({ stepS, startS, metricId, whole: encodeWindow(whole), parts: encodeWindow(parts) });
  }
  return rows;
}
