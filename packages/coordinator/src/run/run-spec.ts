import type {
  AbortReason,
  Clock,
  DeclaredMetric,
  Logger,
  LogRecord,
  Output,
  ScenarioConfig,
  ThresholdPlan,
} from '@squall/core';
import type { MetricFrame } from '@squall/protocol';
import type { Agent } from '../agents/agent.ts';
import type { AgentPool } from '../agents/agent-pool.ts';
import type { ArchiveSource } from '../agents/archive-source.ts';
import type { JournalEntries } from '../journal/journal-entries.ts';
import type { ZoneDemand } from '../placement/place-instances.ts';
import type { Timing } from '../timing.ts';
import type { AgentHealth } from './agent-health.ts';

/** What a lost agent means for its run. */
export type LossPolicy =
  /** The run ends and has failed. */
  | 'fail'
  /** The others go on; the result says what is missing. */
  | 'continue'
  /** Another agent takes over the part of the lost one. */
  | 'replace';

/** One distributed run: what to do, decided before anything starts. */
export interface ClusterRunSpec extends ThresholdPlan {
  readonly runId: string;
  readonly archive: ArchiveSource;
  /** JSON of the consolidated options, with the shortcuts as they were given: for the agents. */
  readonly optionsJson: string;
  /** The `-e` variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly runTags: Readonly<Record<string, string>>;
  /** Hosts and addresses that agents refuse to connect to, whatever the script says. */
  readonly deniedTargets?: readonly string[];
  readonly scenarios: Readonly<Record<string, ScenarioConfig>>;
  readonly declaredMetrics: readonly DeclaredMetric[];
  readonly systemTags: readonly string[];
  readonly zones: readonly ZoneDemand[];
  /**
   * Zones use all their agents, by the room that other runs leave, and the run waits until there is enough of it.
   * Otherwise each zone uses as many agents as it asks for, which must have enough room.
   */
  readonly sharesAgents?: boolean;
  readonly onAgentLoss: LossPolicy;
  /** undefined: not exported, or switched off. */
  readonly setupTimeoutMs: number | undefined;
  readonly teardownTimeoutMs: number | undefined;
  readonly handleSummaryTimeoutMs: number;
  /** How long to wait for agents; undefined: until somebody stops the run. */
  readonly joinTimeoutMs: number | undefined;
  readonly timing?: Partial<Timing>;
}

/** Collects the wishes to stop a run; the first one wins. */
export interface RunStopper {
  readonly signal: AbortSignal;
  readonly reason: AbortReason | undefined;
  request(reason: AbortReason): void;
}

export interface ClusterRunDeps {
  readonly pool: AgentPool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly outputs: readonly Output[];
  /** Ends the run early; signals arrive through it. */
  readonly stop: RunStopper;
  /**
   * Keeps what another process must know to go on with the run, in place of entries with the same names: safe when it
   * returns. Without it a run ends with its process.
   */
  readonly journal?: (entries: JournalEntries) => void;
  /** Makes a frame durable; it is acknowledged afterwards. */
  readonly commit?: (frame: MetricFrame) => Promise<void>;
  /** Log lines of scripts and runners. */
  onLogLine(agent: Agent, record: LogRecord): void;
  onPhase(phase: ClusterPhase): void;
  /** About once a second for each instance, while there is load. */
  readonly onHealth?: (health: readonly AgentHealth[]) => void;
}

export type ClusterPhase =
  | 'awaiting-agents'
  | 'preparing'
  | 'setup'
  | 'running'
  | 'stopping'
  | 'teardown'
  | 'settling'
  | 'ended';
