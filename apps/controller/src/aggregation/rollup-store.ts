/** Lengths of stored windows. */
export type StepS = 1 | 10 | 60;

/** What one metric measured in one window. */
export interface WindowRow {
  readonly stepS: StepS;
  readonly startS: number;
  /** Of the run's own table of metrics. */
  readonly metricId: number;
  /** All series together: an encoded window with the one series 0. */
  readonly whole: Uint8Array;
  /** An encoded window of the series, without definitions. */
  readonly parts: Uint8Array;
}

/** How far the roll-ups of a run are. Plain data. */
export interface RollupState {
  /** The last frame that is in them. */
  readonly throughFrameId: number;
  /** The latest second something was measured in. */
  readonly newestS: number;
  /** The latest end of a window that an agent sent. */
  readonly elapsedMs: number;
  /** Of pushes: where the time of the test begins, and from when to when there are buckets; since 1970. */
  readonly pushes: {
    readonly originS: number;
    readonly beginS: number;
    readonly endS: number;
    readonly periodS: number;
  } | null;
  /** Windows of 10 and 60 seconds exist up to there. */
  readonly closedS: Readonly<Record<10 | 60, number>>;
  /** Windows of 1 and 10 seconds exist from there on. */
  readonly keptFromS: Readonly<Record<1 | 10, number>>;
  /** Series that were put together with others because there were too many. */
  readonly surplusSeries: number;
}

export interface StoredRollups {
  readonly state: RollupState;
  /** An encoded window that covers the whole run, with the definitions of all series. */
  readonly totals: Uint8Array;
  /** What the ids of sources mean. */
  readonly sourceIds: string;
}

export interface RollupChange {
  readonly state: RollupState;
  readonly totals?: Uint8Array;
  readonly sourceIds?: string | undefined;
  /** Each replaces the one before. */
  readonly windows: readonly WindowRow[];
}

export interface WindowRange {
  readonly stepS: StepS;
  readonly metricIds: readonly number[];
  readonly fromS: number;
  /** Not included. */
  readonly toS: number;
}

export interface StoredWindow {
  readonly startS: number;
  readonly metricId: number;
  readonly body: Uint8Array;
}

/** Roll-ups of runs. */
export interface RollupStore {
  load(runId: number): Promise<StoredRollups | undefined>;
  /** All of it or nothing: what is measured counts once, whenever the controller is killed. */
  save(runId: number, change: RollupChange): Promise<void>;
  /** In the order of their beginnings. */
  windows(runId: number, range: WindowRange, part: 'whole' | 'parts'): Promise<readonly StoredWindow[]>;
  /** Forgets windows that began before. */
  prune(runId: number, stepS: StepS, metricIds: readonly number[], beforeS: number): Promise<void>;
}
