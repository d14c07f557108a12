/** How long the coordinator waits for what, in ms. */
export interface Timing {
  /** An agent says how it is this often. */
  readonly heartbeatMs: number;
  /** Silent for so long, an agent is shown as suspect … */
  readonly suspectMs: number;
  /** … and for so long, it is lost. */
  readonly deadMs: number;
  /** Lost when its connection has been closed for so long; with `replace` waiting costs load. */
  readonly closedMs: number;
  /** An agent that nobody replaces goes on so long without a coordinator, then ceases its load. */
  readonly orphanMs: number;
  /** For the first message of a connection. */
  readonly helloMs: number;
  /** For archive, script and VUs. */
  readonly prepareMs: number;
  /** Between the decision to start and the start, for the message to arrive everywhere. */
  readonly startLeadMs: number;
  /** For an agent to come to its end after the scenarios' longest duration. */
  readonly overrunMs: number;
  /** For an agent to come to its end when it is told to stop. */
  readonly stopMs: number;
  /** Beyond the time limit of a stage or of handleSummary, which the agent keeps itself. */
  readonly stageGraceMs: number;
  /** For the last frames to arrive. */
  readonly settleMs: number;
  /** How often thresholds are judged. */
  readonly thresholdsMs: number;
}

export const DEFAULT_TIMING: Timing = {
  heartbeatMs: 1_000,
  suspectMs: 3_000,
  deadMs: 10_000,
  closedMs: 10_000,
  orphanMs: 60_000,
  helloMs: 10_000,
  prepareMs: 120_000,
  startLeadMs: 500,
  overrunMs: 30_000,
  stopMs: 10_000,
  stageGraceMs: 10_000,
  settleMs: 15_000,
  thresholdsMs: 1_000,
};

/** The times of a run; where somebody else could go on, waiting for a closed connection costs load. */
export function timingOf(own: Partial<Timing> | undefined, replacesLost: boolean): Timing {
  return { ...DEFAULT_TIMING, ...(replacesLost ? { closedMs: 1_000 } : {}), ...own };
}
