// What answers of the controller hold, as far as the command line looks at it.

export type RunState =
  | 'created'
  | 'queued'
  | 'initializing'
  | 'running'
  | 'processing_metrics'
  | 'completed'
  | 'aborted';

export type RunResultName = 'passed' | 'failed' | 'error';

export interface Account {
  /** Of the organization. */
  readonly stack_id: number;
  readonly default_project_id: number;
}

export interface Session {
  readonly user: { readonly name: string; readonly email: string };
}

export interface IssuedToken {
  readonly secret: string;
}

export interface Project {
  readonly id: number;
  readonly name: string;
  readonly is_default: boolean;
}

export interface StoredTest {
  readonly id: number;
  readonly project_id: number;
  readonly name: string;
  /** RFC 3339. */
  readonly created: string;
  readonly updated: string;
}

export interface LoadZone {
  readonly name: string;
  /** What scripts say. */
  readonly k6_load_zone_id: string;
  readonly available: boolean;
  readonly public: boolean;
}

export interface StartedRun {
  readonly id: number;
  readonly test_run_details_page_url: string;
}

export interface Run {
  readonly id: number;
  readonly testId: number;
  readonly projectId: number;
  readonly state: RunState;
  readonly result: RunResultName | null;
  readonly resultMessage: string | null;
  readonly maxVUs: number | null;
  readonly estimatedDurationS: number | null;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}

export interface MissingAgents {
  readonly loadZone: string;
  readonly count: number;
}

export interface RunProgress {
  readonly state: RunState;
  /** Of the work on the agents, such as `setup`; null while there is none. */
  readonly phase: string | null;
  readonly elapsedMs: number;
  /** null: the test has no known end. */
  readonly totalMs: number | null;
  /** 0 to 1; null when it cannot be told. */
  readonly share: number | null;
  readonly vus: number;
  /** null: unknown. */
  readonly maxVUs: number | null;
  readonly iterations: number;
  readonly missingAgents: readonly MissingAgents[];
}

export interface LogLine {
  readonly id: number;
  readonly level: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}

export function isFinal(state: RunState): boolean {
  return state === 'completed' || state === 'aborted';
}
