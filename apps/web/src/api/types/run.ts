export type RunState =
  | 'created'
  | 'queued'
  | 'initializing'
  | 'running'
  | 'processing_metrics'
  | 'completed'
  | 'aborted';

export type RunResult = 'passed' | 'failed' | 'error';

export interface DistributionPart {
  readonly label: string;
  readonly loadZone: string;
  readonly percent: number;
}

export interface Run {
  readonly id: number;
  readonly projectId: number;
  readonly testId: number;
  /** `local` and `output` runs happen elsewhere and only deliver to the controller. */
  readonly place: 'cloud' | 'local' | 'output';
  readonly state: RunState;
  readonly result: RunResult | null;
  readonly resultMessage: string | null;
  readonly resultCode: number | null;
  readonly startedBy: number | null;
  readonly distribution: readonly DistributionPart[];
  readonly note: string;
  readonly maxVUs: number | null;
  readonly estimatedDurationS: number | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}

export interface RunStep {
  readonly state: RunState;
  readonly enteredAtMs: number;
  readonly byUser: string | null;
  readonly message: string | null;
  readonly code: number | null;
}

/** What became of a threshold. */
export interface ThresholdOutcome {
  readonly metric: string;
  readonly expression: string;
  readonly isCrossed: boolean;
}

export interface RunDetails extends Run {
  readonly history: readonly RunStep[];
  readonly options: Readonly<Record<string, unknown>>;
  /** null until the run has ended. */
  readonly thresholds: readonly ThresholdOutcome[] | null;
}

export interface LogLine {
  readonly id: number;
  readonly timeNs: string;
  readonly level: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}

type Column = readonly (number | null)[];

/** The main numbers of a run over its time, in columns of equal length; null where nothing was measured. */
export interface RunOverview {
  readonly stepS: number;
  readonly seconds: readonly number[];
  readonly vus: Column;
  readonly requestsPerS: Column;
  readonly iterationsPerS: Column;
  readonly failedShare: Column;
  readonly p50Ms: Column;
  readonly p95Ms: Column;
  readonly p99Ms: Column;
}
