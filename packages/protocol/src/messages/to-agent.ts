import type { Stage } from '@squall/core';
import {
  boolean,
  count,
  list,
  name,
  number,
  object,
  oneOf,
  optional,
  type Parse,
  record,
  text,
  variants,
} from '../parse/parse.ts';
import { stage } from './from-agent.ts';
import { type TenureRef, tenureRef } from './tenure.ts';

export interface Welcome {
  readonly type: 'welcome';
  readonly heartbeatMs: number;
}

export type RefusalReason =
  | 'protocol-version'
  | 'credential'
  | 'load-zone'
  | 'name-taken'
  | 'protocol-error'
  | 'closing';

/** The last message before the coordinator closes the connection. */
export interface Refused {
  readonly type: 'refused';
  readonly reason: RefusalReason;
  readonly message: string;
}

/** Answered at once with `probe-reply`. */
export interface Probe {
  readonly type: 'probe';
  readonly id: number;
}

/** The heartbeat with that time arrived: renews the leases of the agent's tenures. */
export interface HeartbeatSeen {
  readonly type: 'heartbeat-seen';
  readonly sentAtMs: number;
}

/** The archive of a run, named by its content. */
export interface ArchiveRef {
  /** SHA-256 in hexadecimal digits. */
  readonly hash: string;
  readonly bytes: number;
}

/** Have this archive at hand: the agent may have to take over. */
export interface Prefetch {
  readonly type: 'prefetch';
  readonly archive: ArchiveRef;
}

/** What an agent needs to be an instance of a run. */
export interface Assignment {
  readonly tenure: TenureRef;
  readonly loadZone: string;
  readonly executionSegment: string;
  readonly executionSegmentSequence: string;
  readonly archive: ArchiveRef;
  /** JSON of the consolidated options, with the shortcuts as they were given. */
  readonly optionsJson: string;
  /** The `-e` variables and those the run adds; nothing of anybody's process environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Tags of every sample, `instance_id` and `load_zone` included. */
  readonly tags: Readonly<Record<string, string>>;
  /** The coordinator's wall clock minus the agent's monotonic clock: what all times are stamped by. */
  readonly wallOffsetMs: number;
  /** Host names, `*.suffix`, addresses and CIDR ranges that the script may not connect to, whatever it says. */
  readonly deniedTargets: readonly string[];
  /** Whether raw samples travel with the windows. */
  readonly streamSamples: boolean;
  /** Load must cease when no heartbeat sent later than this long ago has been seen … */
  readonly leaseMs: number;
  /** … or this long after the connection was closed. */
  readonly closedLeaseMs: number;
}

export interface Assign {
  readonly type: 'assign';
  readonly assignment: Assignment;
}

export interface ArchiveChunk {
  readonly type: 'archive-chunk';
  readonly hash: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Answered with `stage-ended`; asked twice, it is run once. */
export interface RunStage {
  readonly type: 'run-stage';
  readonly tenure: TenureRef;
  readonly stage: Stage;
  readonly timeoutMs: number;
  /** What setup returned, for teardown. */
  readonly dataJson: string | undefined;
}

export interface Start {
  readonly type: 'start';
  readonly tenure: TenureRef;
  /** On the agent's clock. When it has passed, the agent starts at once and catches up. */
  readonly atMs: number;
  /** How much of the test is over at that time: more than 0 for a replacement. */
  readonly elapsedMs: number;
  readonly setupDataJson: string | undefined;
  /** Iterations of each scenario that the instance's earlier tenures have done. */
  readonly iterationsDone: Readonly<Record<string, number>>;
}

/** Interrupts what runs, without gracefulStop. */
export interface Stop {
  readonly type: 'stop';
  readonly tenure: TenureRef;
  readonly reason: string;
}

/** Given up by the coordinator; another agent may take over: no more load, deliver what was measured. */
export interface Fence {
  readonly type: 'fence';
  readonly tenure: TenureRef;
}

/** Answered with `summarized`; asked twice, it is run once. */
export interface Summarize {
  readonly type: 'summarize';
  readonly tenure: TenureRef;
  readonly dataJson: string;
  readonly timeoutMs: number;
}

/** All frames up to and including that number have been merged and made durable, and may be forgotten. */
export interface FrameAck {
  readonly type: 'frame-ack';
  readonly tenure: TenureRef;
  readonly through: number;
}

/** The tenure is over: end its process, forget it. */
export interface Release {
  readonly type: 'release';
  readonly tenure: TenureRef;
}

/** Run the init code of an archive once and answer with `inspected`; asked again meanwhile, it is still run once. */
export interface Inspect {
  readonly type: 'inspect';
  readonly inspectionId: string;
  readonly archive: ArchiveRef;
  readonly env: Readonly<Record<string, string>>;
  /** For the script, from when the archive is at hand. */
  readonly timeoutMs: number;
}

/** The messages that travel as JSON. */
export type ControlToAgent =
  | Welcome
  | Refused
  | Probe
  | HeartbeatSeen
  | Prefetch
  | Assign
  | RunStage
  | Start
  | Stop
  | Fence
  | Summarize
  | FrameAck
  | Release
  | Inspect;

export type ToAgent = ControlToAgent | ArchiveChunk;

const archiveRef = object<ArchiveRef>({ hash: name, bytes: count });

const assignment = object<Assignment>({
  tenure: tenureRef,
  loadZone: name,
  executionSegment: text,
  executionSegmentSequence: text,
  archive: archiveRef,
  optionsJson: text,
  env: record(text),
  tags: record(text),
  wallOffsetMs: number,
  deniedTargets: list(text),
  streamSamples: boolean,
  leaseMs: number,
  closedLeaseMs: number,
});

export const controlToAgent: Parse<ControlToAgent> = variants<'type', ControlToAgent>('type', {
  welcome: object<Welcome>({ type: oneOf('welcome'), heartbeatMs: number }),
  refused: object<Refused>({
    type: oneOf('refused'),
    reason: oneOf<RefusalReason>(
      'protocol-version',
      'credential',
      'load-zone',
      'name-taken',
      'protocol-error',
      'closing',
    ),
    message: text,
  }),
  probe: object<Probe>({ type: oneOf('probe'), id: count }),
  'heartbeat-seen': object<HeartbeatSeen>({ type: oneOf('heartbeat-seen'), sentAtMs: number }),
  prefetch: object<Prefetch>({ type: oneOf('prefetch'), archive: archiveRef }),
  assign: object<Assign>({ type: oneOf('assign'), assignment }),
  'run-stage': object<RunStage>({
    type: oneOf('run-stage'),
    tenure: tenureRef,
    stage,
    timeoutMs: number,
    dataJson: optional(text),
  }),
  start: object<Start>({
    type: oneOf('start'),
    tenure: tenureRef,
    atMs: number,
    elapsedMs: number,
    setupDataJson: optional(text),
    iterationsDone: record(count),
  }),
  stop: object<Stop>({ type: oneOf('stop'), tenure: tenureRef, reason: text }),
  fence: object<Fence>({ type: oneOf('fence'), tenure: tenureRef }),
  summarize: object<Summarize>({
    type: oneOf('summarize'),
    tenure: tenureRef,
    dataJson: text,
    timeoutMs: number,
  }),
  'frame-ack': object<FrameAck>({ type: oneOf('frame-ack'), tenure: tenureRef, through: count }),
  release: object<Release>({ type: oneOf('release'), tenure: tenureRef }),
  inspect: object<Inspect>({
    type: oneOf('inspect'),
    inspectionId: name,
    archive: archiveRef,
    env: record(text),
    timeoutMs: number,
  }),
});
