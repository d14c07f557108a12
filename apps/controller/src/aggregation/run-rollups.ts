import type { Clock, Logger, MetricWindow, Sink, ThresholdConfigs } from '@squall/core';
import { decodeWindow, encodeWindow } from '@squall/protocol';
import type { FrameStore, StoredFrame } from '../runs/run-frames.ts';
import { Breather } from './breather.ts';
import { closeWindows } from './close-windows.ts';
import { FrameReader } from './frame-reader.ts';
import { PendingSeconds, type SourceIds } from './pending-seconds.ts';
import { ResidentWindows } from './resident-windows.ts';
import type { RollupState, RollupStore, StepS, StoredRollups, WindowRange } from './rollup-store.ts';
import { RunTotals } from './run-totals.ts';
import { SeriesTable, type StoredSeries } from './series-table.ts';
import type { TagRules } from './tag-rules.ts';

export interface RunRollupsParts {
  readonly runId: number;
  readonly rules: TagRules;
  readonly thresholds: ThresholdConfigs;
  readonly frames: FrameStore;
  readonly store: RollupStore;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface ReadWindow {
  readonly startS: number;
  readonly metricId: number;
  readonly window: MetricWindow;
}

const FRAMES_AT_ONCE = 100;
/** Others are to be answered meanwhile. */
const SLICE_MS = 10;
const STORE_EVERY_MS = 5_000;
/** Storing may take that share of the time at most. */
const STORING_SHARE = 0.05;
const MAX_PENDING = 10;
const MAX_RESIDENT = 30;
/** Agents are behind by that much as a rule. */
const GRACE_S = 3;
const CLOSE_AFTER_S = 10;
const KEPT_S: Readonly<Record<1 | 10, number>> = { 1: 900, 10: 10_800 };
const PRUNE_EVERY_S: Readonly<Record<1 | 10, number>> = { 1: 60, 10: 600 };

const FRESH: RollupState = {
  throughFrameId: 0,
  newestS: -1,
  elapsedMs: 0,
  pushes: null,
  closedS: { 10: 0, 60: 0 },
  keptFromS: { 1: 0, 10: 0 },
  surplusSeries: 0,
};

/**
 * What one run measured, at several resolutions. Frames are added up in memory and stored together with the number
 * of the last one every few seconds: after a kill those that came later are read again, since their bodies are kept
 * until the run has ended. So every frame counts exactly once.
 */
export class RunRollups {
  readonly table: SeriesTable;
  readonly totals: RunTotals;
  readonly #parts: RunRollupsParts;
  readonly #pending: PendingSeconds;
  readonly #windows: ResidentWindows;
  readonly #reader: FrameReader;
  /** By ten seconds of the test: when it changed last. */
  readonly #revisions = new Map<number, number>();
  #revision = 0;
  #state: RollupState;
  #storedThrough: number;
  #storeAtMs = 0;

  private constructor(parts: RunRollupsParts, stored: StoredRollups | undefined) {
    this.#parts = parts;
    this.#state = stored?.state ?? FRESH;
    this.#storedThrough = this.#state.throughFrameId;
    this.table = new SeriesTable(parts.rules);
    this.totals = new RunTotals(this.table, parts.thresholds);
    this.#pending = new PendingSeconds(this.table);
    this.#windows = new ResidentWindows(parts.runId, parts.store, this.table);
    this.#reader = new FrameReader(this.#state);
    if (stored === undefined || stored.totals.length === 0) return;
    const totals = decodeWindow(stored.totals);
    this.table.restore(totals.definitions, stored.state.surplusSeries);
    this.totals.restore(totals);
    this.#pending.restore(JSON.parse(stored.sourceIds) as SourceIds);
  }

  static async open(parts: RunRollupsParts): Promise<RunRollups> {
    return new RunRollups(parts, await parts.store.load(parts.runId));
  }

  get state(): RollupState {
    return this.#state;
  }

  get rules(): TagRules {
    return this.#parts.rules;
  }

  /** Changes with everything that is added. */
  get revision(): number {
    return this.#revision;
  }

  /** The latest change of anything between the two, in seconds of the test. */
  revisionOf(fromS: number, toS: number): number {
    let latest = 0;
    for (let ten = Math.floor(fromS / 10); ten * 10 < toS; ten++) {
      latest = Math.max(latest, this.#revisions.get(ten) ?? 0);
    }
    return latest;
  }

  /** How long the run has measured so far. */
  get elapsedMs(): number {
    const { pushes, elapsedMs } = this.#state;
    return pushes === null ? elapsedMs : (pushes.endS - pushes.beginS) * 1000;
  }

  /** Adds all frames that have come since. One call after the other. */
  async catchUp(): Promise<void> {
    const { clock, frames, runId } = this.#parts;
    const breather = new Breather(clock, SLICE_MS);
    for (;;) {
      const some = await frames.ofRun(runId, this.#state.throughFrameId, FRAMES_AT_ONCE);
      for (const frame of some) {
        this.#add(frame);
        // Whoever comes back after a long time brings many seconds at once.
        if (this.#pending.size >= MAX_PENDING) await this.#settle();
        if (this.#windows.size >= MAX_RESIDENT) await this.store();
        await breather.breathe();
      }
      await this.#settle();
      if (clock.now() >= this.#storeAtMs) await this.store();
      if (some.length < FRAMES_AT_ONCE) return;
    }
  }

  /** Makes everything durable, and longer windows of shorter ones. */
  async store(isOver = false): Promise<void> {
    const { clock, store, runId } = this.#parts;
    const beganAtMs = clock.now();
    // What is stored goes up to a frame, so nothing of it may be pending.
    await this.#settle();
    if (this.#state.throughFrameId !== this.#storedThrough) {
      await store.save(runId, {
        state: this.#state,
        totals: encodeWindow(this.totals.window()),
        sourceIds: this.#takeSourceIds(),
        windows: await this.#windows.dirtyRows(new Breather(clock, SLICE_MS)),
      });
      this.#storedThrough = this.#state.throughFrameId;
      this.#windows.stored(this.#state.newestS - GRACE_S);
    }
    for (const stepS of [10, 60] as const) await this.#close(stepS, isOver);
    for (const stepS of [1, 10] as const) await this.#prune(stepS);
    const tookMs = clock.now() - beganAtMs;
    this.#storeAtMs = clock.now() + Math.max(STORE_EVERY_MS, tookMs / STORING_SHARE);
  }

  /** Windows of some metrics in their order, stored or not yet. */
  async read(range: WindowRange, part: 'whole' | 'parts'): Promise<readonly ReadWindow[]> {
    const { store, runId } = this.#parts;
    const newer = this.#windows.of(range.stepS, range.metricIds, range.fromS, range.toS);
    const replaced = new Set(newer.map(({ startS, metricId }) => `${startS} ${metricId}`));
    const stored = await store.windows(runId, range, part);
    return [
      ...stored
        .filter(({ startS, metricId }) => !replaced.has(`${startS} ${metricId}`))
        .map(({ startS, metricId, body }) => ({ startS, metricId, window: decodeWindow(body) })),
      ...newer.map(({ startS, metricId, [part]: window }) => ({ startS, metricId, window })),
    ];
  }

  totalOf({ id }: StoredSeries): Sink | undefined {
    return this.totals.sinkOf(id);
  }

  #add(frame: StoredFrame): void {
    try {
      for (const { sourceId, second, window } of this.#reader.read(frame)) {
        this.#pending.add(sourceId, window, second);
      }
    } catch (error) {
      // One that makes no sense must not hide all that come after it.
      const { runId, log } = this.#parts;
      log.log('error', 'something a generator delivered could not be merged', {
        run: runId,
        frame: frame.id,
        error: (error as Error).message,
      });
    }
    const { pushes, elapsedMs } = this.#reader;
    this.#state = { ...this.#state, throughFrameId: frame.id, pushes, elapsedMs };
  }

  async #settle(): Promise<void> {
    for (const pending of this.#pending.take()) {
      const { second } = pending;
      for (const id of pending.touched) {
        const sink = pending.sinks[id];
        if (sink !== undefined) this.totals.add(id, sink);
      }
      for (const stepS of this.#stepsToAddTo(second)) await this.#windows.add(stepS, pending, this.#isShown);
      this.#revisions.set(Math.floor(second / 10), ++this.#revision);
      this.#state = { ...this.#state, newestS: Math.max(this.#state.newestS, second) };
      this.#pending.giveBack(pending);
    }
    this.#state = { ...this.#state, surplusSeries: this.table.surplus };
  }

  readonly #isShown = (metricId: number): boolean =>
    this.rules.showsMetric(this.table.metrics[metricId]?.name ?? '');

  /** Longer windows are made of shorter ones, but those that exist already must be added to. */
  #stepsToAddTo(second: number): StepS[] {
    const { closedS, keptFromS } = this.#state;
    const steps: StepS[] = second >= keptFromS[1] ? [1] : [];
    if (second < closedS[10] && second >= keptFromS[10]) steps.push(10);
    if (second < closedS[60]) steps.push(60);
    return steps;
  }

  async #close(stepS: 10 | 60, isOver: boolean): Promise<void> {
    const { newestS, closedS } = this.#state;
    const measuredToS = stepS === 10 ? newestS + 1 : isOver ? newestS + 1 : closedS[10];
    const toS = isOver
      ? Math.ceil(measuredToS / stepS) * stepS
      : Math.floor((measuredToS - CLOSE_AFTER_S) / stepS) * stepS;
    if (toS <= closedS[stepS]) return;
    const { store, runId } = this.#parts;
    const metrics = this.table.metrics.filter(({ id }) => this.#isShown(id));
    const windows = await closeWindows({
      runId,
      store,
      table: this.table,
      metrics,
      stepS,
      fromS: closedS[stepS],
      toS,
    });
    this.#state = { ...this.#state, closedS: { ...closedS, [stepS]: toS } };
    await store.save(runId, { state: this.#state, windows });
  }

  async #prune(stepS: 1 | 10): Promise<void> {
    const { newestS, closedS, keptFromS } = this.#state;
    const everyS = PRUNE_EVERY_S[stepS];
    const fromS = Math.floor(Math.min(newestS - KEPT_S[stepS], closedS[60]) / everyS) * everyS;
    if (fromS <= keptFromS[stepS]) return;
    const { store, runId } = this.#parts;
    this.#state = { ...this.#state, keptFromS: { ...keptFromS, [stepS]: fromS } };
    await store.save(runId, { state: this.#state, windows: [] });
    const metricIds = this.table.metrics.map(({ id }) => id);
    await store.prune(runId, stepS, metricIds, fromS);
  }

  #takeSourceIds(): string | undefined {
    const ids = this.#pending.takeIds();
    return ids === undefined ? undefined : JSON.stringify(ids);
  }
}
