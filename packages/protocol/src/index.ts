export { decodeMetricFrame, encodeMetricFrame } from './frames/frame-codec.ts';
export { FrameOutbox, type FrameOutboxOptions, type FrameSpill } from './frames/frame-outbox.ts';
export type { MetricFrame } from './frames/metric-frame.ts';
export { decodeWindow, encodeWindow } from './frames/window-bytes.ts';
export type {
  AgentCapacity,
  FetchArchive,
  FromAgent,
  Goodbye,
  Heartbeat,
  Hello,
  Inspected,
  InspectOutcome,
  LogLines,
  ProbeReply,
  ScriptFacts,
  StageEnded,
  StatusReport,
  Summarized,
} from './messages/from-agent.ts';
export type {
  TenureAccount,
  TenurePhase,
  TenureProgress,
  TenureRef,
  TenureStatus,
} from './messages/tenure.ts';
export type {
  ArchiveChunk,
  ArchiveRef,
  Assign,
  Assignment,
  Fence,
  FrameAck,
  HeartbeatSeen,
  Inspect,
  Prefetch,
  Probe,
  RefusalReason,
  Refused,
  Release,
  RunStage,
  Start,
  Stop,
  Summarize,
  ToAgent,
  Welcome,
} from './messages/to-agent.ts';
export { ProtocolError } from './protocol-error.ts';
export {
  parseRunReport,
  type RunReport,
  type RunReportJson,
  runReportToJson,
} from './results/run-report.ts';
export { PROTOCOL_VERSION } from './version.ts';
export {
  decodeFromAgent,
  decodeToAgent,
  encodeFromAgent,
  encodeToAgent,
  protocolVersionOf,
  type WireData,
} from './wire.ts';
