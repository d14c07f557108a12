import type {
  DeclaredMetric,
  HandleSummaryOutcome,
  LogRecord,
  Stage,
  StageOutcome,
  WireError,
} from '@squall/core';
import type { MetricFrame } from '../frames/metric-frame.ts';
import { declaredMetric, logRecord, summaryOutcome, wireError } from '../parse/core-values.ts';
import {
  count,
  list,
  name,
  number,
  object,
  oneOf,
  optional,
  type Parse,
  positive,
  record,
  text,
  variants,
} from '../parse/parse.ts';
import {
  type TenureAccount,
  type TenureRef,
  type TenureStatus,
  tenureAccount,
  tenureRef,
  tenureStatus,
} from './tenure.ts';

/** What a machine can take. */
export interface AgentCapacity {
  /** The most VUs it will run; agents of a zone share its work in proportion to this. */
  readonly maxVUs: number;
  /** Files and sockets a process may have open; undefined where there is no limit. */
  readonly fileDescriptors: number | undefined;
  readonly maxArchiveBytes: number;
}

/** The first message on every connection. */
export interface Hello {
  readonly type: 'hello';
  readonly protocolVersion: number;
  /** New for each start of the agent's process: tells a reconnect from a restart. */
  readonly agentId: string;
  /** For people; no two agents of a coordinator may have the same. */
  readonly name: string;
  readonly loadZone: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: AgentCapacity;
  readonly credential: string;
  /** Of the program, for people. */
  readonly squallVersion: string;
}

/** Times are of the agent's own clock. */
export interface ProbeReply {
  readonly type: 'probe-reply';
  readonly id: number;
  readonly receivedAtMs: number;
  readonly sentAtMs: number;
}

export interface Heartbeat {
  readonly type: 'heartbeat';
  readonly sentAtMs: number;
  readonly tenures: readonly TenureStatus[];
}

/** Sent at once when a phase changes or the script asks for something, and for each tenure after a reconnect. */
export interface StatusReport {
  readonly type: 'status';
  readonly status: TenureStatus;
}

export interface FetchArchive {
  readonly type: 'fetch-archive';
  readonly hash: string;
  readonly offset: number;
  readonly length: number;
}

export interface StageEnded {
  readonly type: 'stage-ended';
  readonly tenure: TenureRef;
  readonly stage: Stage;
  readonly outcome: StageOutcome;
  readonly account: TenureAccount;
}

export interface Summarized {
  readonly type: 'summarized';
  readonly tenure: TenureRef;
  readonly outcome: HandleSummaryOutcome;
}

export interface LogLines {
  readonly type: 'log';
  /** Undefined for lines of the agent itself. */
  readonly tenure: TenureRef | undefined;
  readonly records: readonly LogRecord[];
  /** Lines that were lost since the message before, because there were too many. */
  readonly dropped: number;
}

/** The agent is about to leave: nothing more will come from it. */
export interface Goodbye {
  readonly type: 'goodbye';
  readonly reason: string;
}

/** What running the init code of an archive's script once tells. */
export type InspectOutcome =
  | ({ readonly kind: 'inspected' } & ScriptFacts)
  /** The cause says whether it would be the same on any machine. */
  | { readonly kind: 'failed'; readonly cause: 'test' | 'agent'; readonly error: WireError };

export interface ScriptFacts {
  /** Names of the functions it exports. */
  readonly exports: readonly string[];
  readonly metrics: readonly DeclaredMetric[];
  /** JSON of the `options` it exports; undefined when there are none. */
  readonly optionsJson: string | undefined;
}

export interface Inspected {
  readonly type: 'inspected';
  readonly inspectionId: string;
  readonly outcome: InspectOutcome;
}

/** The messages that travel as JSON. */
export type ControlFromAgent =
  | Hello
  | ProbeReply
  | Heartbeat
  | StatusReport
  | FetchArchive
  | StageEnded
  | Summarized
  | LogLines
  | Goodbye
  | Inspected;

export type FromAgent = ControlFromAgent | MetricFrame;

const capacity = object<AgentCapacity>({
  maxVUs: positive,
  fileDescriptors: optional(count),
  maxArchiveBytes: count,
});

export const stage = oneOf<Stage>('setup', 'teardown');

const stageOutcome = variants<'kind', StageOutcome>('kind', {
  completed: object({ kind: oneOf('completed'), resultJson: optional(text) }),
  failed: object({ kind: oneOf('failed'), error: wireError }),
  'timed-out': object({ kind: oneOf('timed-out') }),
  interrupted: object({ kind: oneOf('interrupted') }),
});

const inspectOutcome = variants<'kind', InspectOutcome>('kind', {
  inspected: object({
    kind: oneOf('inspected'),
    exports: list(text),
    metrics: list(declaredMetric),
    optionsJson: optional(text),
  }),
  failed: object({ kind: oneOf('failed'), cause: oneOf('test', 'agent'), error: wireError }),
});

export const controlFromAgent: Parse<ControlFromAgent> = variants<'type', ControlFromAgent>('type', {
  hello: object<Hello>({
    type: oneOf('hello'),
    protocolVersion: count,
    agentId: name,
    name,
    loadZone: name,
    labels: record(text),
    capacity,
    credential: text,
    squallVersion: text,
  }),
  'probe-reply': object<ProbeReply>({
    type: oneOf('probe-reply'),
    id: count,
    receivedAtMs: number,
    sentAtMs: number,
  }),
  heartbeat: object<Heartbeat>({ type: oneOf('heartbeat'), sentAtMs: number, tenures: list(tenureStatus) }),
  status: object<StatusReport>({ type: oneOf('status'), status: tenureStatus }),
  'fetch-archive': object<FetchArchive>({
    type: oneOf('fetch-archive'),
    hash: name,
    offset: count,
    length: positive,
  }),
  'stage-ended': object<StageEnded>({
    type: oneOf('stage-ended'),
    tenure: tenureRef,
    stage,
    outcome: stageOutcome,
    account: tenureAccount,
  }),
  summarized: object<Summarized>({ type: oneOf('summarized'), tenure: tenureRef, outcome: summaryOutcome }),
  log: object<LogLines>({
    type: oneOf('log'),
    tenure: optional(tenureRef),
    records: list(logRecord),
    dropped: count,
  }),
  goodbye: object<Goodbye>({ type: oneOf('goodbye'), reason: text }),
  inspected: object<Inspected>({ type: oneOf('inspected'), inspectionId: name, outcome: inspectOutcome }),
});
