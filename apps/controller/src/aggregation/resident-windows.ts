import { addSink, createSink, mergeWindow, RAW_VALUES, type Sink } from '@squall/core';
import { decodeWindow, encodeWindow } from '@squall/protocol';
import type { Breather } from './breather.ts';
import { newWindowSink, type PackedMetric, packMetric } from './metric-windows.ts';
import type { PendingSecond } from './pending-seconds.ts';
import type { RollupStore, StepS, WindowRow } from './rollup-store.ts';
import type { SeriesTable } from './series-table.ts';

/** What a series measures in a second mostly fits, and takes little space. */
const FEW_VALUES = { rawValues: RAW_VALUES.window };

interface ResidentWindow {
  readonly stepS: StepS;
  readonly startS: number;
  /** By metric: its series. */
  readonly metrics: Map<number, Map<number, Sink>>;
  /** What is not stored yet. */
  readonly dirty: Set<number>;
}

export interface ResidentMetric extends PackedMetric {
  readonly startS: number;
  readonly metricId: number;
}

/** Windows that are being added to, until they are stored and nothing more is expected of them. */
export class ResidentWindows {
  readonly #runId: number;
  readonly #store: RollupStore;
  readonly #table: SeriesTable;
  readonly #windows = new Map<string, ResidentWindow>();

  constructor(runId: number, store: RollupStore, table: SeriesTable) {
    this.#runId = runId;
    this.#store = store;
    this.#table = table;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** Adds a second to the window that covers it; what is stored of that window is taken into account. */
  async add(stepS: StepS, pending: PendingSecond, isWanted: (metricId: number) => boolean): Promise<void> {
    const window = this.#window(stepS, Math.floor(pending.second / stepS) * stepS);
    const missing = new Set<number>();
    for (const id of pending.touched) {
      const metric = this.#table.all[id]?.metric.id ?? -1;
      if (isWanted(metric) && !window.metrics.has(metric)) missing.add(metric);
    }
    if (missing.size > 0) await this.#open(window, [...missing]);
    for (const id of pending.touched) this.#addSeries(window, id, pending.sinks[id]);
  }

  /** Those of one metric that are newer than what is stored. */
  of(stepS: StepS, metricIds: readonly number[], fromS: number, toS: number): ResidentMetric[] {
    const found: ResidentMetric[] = [];
    for (const window of this.#windows.values()) {
      if (window.stepS !== stepS || window.startS < fromS || window.startS >= toS) continue;
      for (const metricId of metricIds) {
        const series = window.dirty.has(metricId) ? window.metrics.get(metricId) : undefined;
        if (series !== undefined)
          found.push({ startS: window.startS, metricId, ...this.#pack(metricId, series) });
      }
    }
    return found.sort((a, b) => a.startS - b.startS);
  }

  /** What is to be stored. Nothing may be added meanwhile. */
  async dirtyRows(breather: Breather): Promise<WindowRow[]> {
    const rows: WindowRow[] = [];
    for (const { stepS, startS, metrics, dirty } of this.#windows.values()) {
      for (const metricId of dirty) {
        const { whole, parts } = this.#pack(metricId, metrics.get(metricId) ?? new Map());
        rows.push({ stepS, startS, metricId, whole: encodeWindow(whole), parts: encodeWindow(parts) });
        await breather.breathe();
      }
    }
    return rows;
  }

  /** Everything is stored now. Only windows of one second that began at that time or later stay in memory. */
  stored(keepFromS: number): void {
    for (const [key, window] of this.#windows) {
      window.dirty.clear();
      if (window.stepS !== 1 || window.startS < keepFromS) this.#windows.delete(key);
    }
  }

  #window(stepS: StepS, startS: number): ResidentWindow {
    const key = `${stepS} ${startS}`;
    let window = this.#windows.get(key);
    if (window === undefined) {
      window = { stepS, startS, metrics: new Map(), dirty: new Set() };
      this.#windows.set(key, window);
    }
    return window;
  }

  async #open({ stepS, startS, metrics }: ResidentWindow, metricIds: readonly number[]): Promise<void> {
    for (const metricId of metricIds) metrics.set(metricId, new Map());
    const range = { stepS, metricIds, fromS: startS, toS: startS + stepS };
    for (const { metricId, body } of await this.#store.windows(this.#runId, range, 'parts')) {
      const series = metrics.get(metricId) ?? new Map<number, Sink>();
      addWindow(decodeWindow(body), series, this.#table);
    }
  }

  #addSeries({ metrics, dirty }: ResidentWindow, id: number, delta: Sink | undefined): void {
    const metric = this.#table.all[id]?.metric;
    const series = metric === undefined ? undefined : metrics.get(metric.id);
    if (metric === undefined || series === undefined || delta === undefined) return;
    let sink = series.get(id);
    if (sink === undefined) {
      sink = createSink(metric.type, FEW_VALUES);
      series.set(id, sink);
    }
    addSink(sink, delta);
    dirty.add(metric.id);
  }

  #pack(metricId: number, series: ReadonlyMap<number, Sink>): PackedMetric {
    return packMetric(this.#table.metrics[metricId]?.name ?? '', series);
  }
}

/** Adds a stored window of one metric to the sinks of its series, opening those that are missing. */
export function addWindow(
  window: ReturnType<typeof decodeWindow>,
  into: Map<number, Sink>,
  table: SeriesTable,
): void {
  const targets: { targets: readonly Sink[] }[] = [];
  const { counters, gauges, rates, trends } = window;
  for (const ids of [counters.series, gauges.series, rates.series, trends.series]) {
    for (const id of ids) {
      const type = table.all[id]?.metric.type;
      if (type === undefined) throw new Error(`a stored window refers to series ${id}, which is unknown`);
      const sink = into.get(id) ?? newWindowSink(type);
      into.set(id, sink);
      targets[id] = { targets: [sink] };
    }
  }
  mergeWindow(window, targets);
}
