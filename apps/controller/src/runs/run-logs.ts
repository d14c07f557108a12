/** A line that a script, a generator or the controller wrote during a run. */
export interface RunLogLine {
  readonly id: number;
  readonly runId: number;
  /** Nanoseconds since the epoch as decimal text; beyond what a double can hold. */
  readonly timeNs: string;
  readonly level: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}

export type NewLogLine = Omit<RunLogLine, 'id'>;

export interface RunLogStore {
  add(lines: readonly NewLogLine[]): Promise<void>;
  ofRun(runId: number, afterId: number, limit: number): Promise<readonly RunLogLine[]>;
}
