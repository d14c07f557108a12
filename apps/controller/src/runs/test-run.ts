import type { RunPlace, RunResult, RunState } from './run-state.ts';

/** Where how much of the load comes from, in the order of the script. */
export type Distribution = readonly DistributionPart[];

export interface DistributionPart {
  readonly label: string;
  readonly loadZone: string;
  readonly percent: number;
}

/** What became of one threshold. */
export interface ThresholdOutcome {
  /** `http_req_duration` or `http_req_duration{tag:value}` */
  readonly metric: string;
  readonly expression: string;
  readonly isCrossed: boolean;
}

export interface TestRun {
  readonly id: number;
  readonly projectId: number;
  readonly testId: number;
  readonly place: RunPlace;
  readonly state: RunState;
  readonly result: RunResult | null;
  /** Why the result is what it is, for people. */
  readonly resultMessage: string | null;
  readonly resultCode: number | null;
  readonly startedBy: number | null;
  readonly archiveSha256: string | null;
  readonly options: Readonly<Record<string, unknown>>;
  readonly distribution: Distribution;
  /** As judged at the end; null before, and where nobody judged. */
  readonly thresholds: readonly ThresholdOutcome[] | null;
  readonly note: string;
  readonly maxVUs: number | null;
  readonly estimatedDurationS: number | null;
  /** Of the token with which the generators of this run push. */
  readonly pushTokenHash: string | null;
  readonly createdAtMs: number;
  /** When the load began. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** When generators that run elsewhere delivered last. */
  readonly lastHeardAtMs: number | null;
}

export type NewTestRun = Pick<
  TestRun,
  | 'projectId'
  | 'testId'
  | 'place'
  | 'startedBy'
  | 'archiveSha256'
  | 'options'
  | 'distribution'
  | 'note'
  | 'maxVUs'
  | 'estimatedDurationS'
  | 'pushTokenHash'
  | 'createdAtMs'
>;

/** A state the run has been in, and who or what brought it there. */
export interface HistoryEntry {
  readonly state: RunState;
  readonly enteredAtMs: number;
  readonly byUser: string | null;
  readonly message: string | null;
  readonly code: number | null;
}

/** One step of a run's life. */
export interface Transition {
  readonly to: RunState;
  readonly atMs: number;
  readonly byUser?: string;
  readonly message?: string;
  readonly code?: number;
  /** With a final state only, and then always: clients read both from one answer. */
  readonly result?: RunResult;
  readonly thresholds?: readonly ThresholdOutcome[];
}

export interface RunFilter {
  readonly testId?: number | undefined;
  readonly limit: number;
  readonly beforeId?: number | undefined;
}

export interface ExpendableRuns {
  readonly projectId: number;
  readonly endedBeforeMs: number;
  /** Links that have expired by then keep nothing. */
  readonly nowMs: number;
  readonly limit: number;
}

export interface RunStore {
  create(run: NewTestRun): Promise<TestRun>;
  byId(id: number): Promise<TestRun | undefined>;
  byPushToken(hash: string): Promise<TestRun | undefined>;
  ofProject(projectId: number, filter: RunFilter): Promise<readonly TestRun[]>;
  inState(state: RunState): Promise<readonly TestRun[]>;
  /** Those that have begun and not ended. */
  countOpen(projectId: number): Promise<number>;
  history(id: number): Promise<readonly HistoryEntry[]>;
  /** Applied at once with its history entry. undefined: the run is not in a state from which it may go there. */
  enter(id: number, transition: Transition): Promise<TestRun | undefined>;
  setArchive(id: number, sha256: string): Promise<void>;
  setPushToken(id: number, hash: string): Promise<void>;
  setNote(id: number, note: string): Promise<void>;
  /** Those that ended before a time, are no baseline and not shared; the oldest first. */
  expendable(filter: ExpendableRuns): Promise<readonly TestRun[]>;
  /** With everything measured; a test whose baseline it was has none then. */
  remove(id: number): Promise<void>;
  noteHeard(id: number, nowMs: number): Promise<void>;
}
