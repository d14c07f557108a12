export { Agent } from './agents/agent.ts';
export { AgentPool, type AgentPoolOptions } from './agents/agent-pool.ts';
export type { ArchiveSource } from './agents/archive-source.ts';
export type { InspectionRequest } from './inspect/inspections.ts';
export type { JournalEntries } from './journal/journal-entries.ts';
export type { Peer, PeerListener } from './peer.ts';
export type { MissingAgents, ZoneDemand } from './placement/place-instances.ts';
export type { AgentHealth } from './run/agent-health.ts';
export type { ClusterRun } from './run/cluster-run.ts';
export {
  type ClusterView,
  type InstanceCondition,
  type InstanceView,
  viewCluster,
} from './run/cluster-view.ts';
export type { Completeness, LossReport } from './run/completeness.ts';
export {
  type ClusterResult,
  type KeptRun,
  resumeClusterRun,
  type StartedClusterRun,
  startClusterRun,
} from './run/run-cluster.ts';
export type {
  ClusterPhase,
  ClusterRunDeps,
  ClusterRunSpec,
  LossPolicy,
  RunStopper,
} from './run/run-spec.ts';
export { DEFAULT_TIMING, type Timing } from './timing.ts';
export { type AgentListener, type ListenOptions, listenForAgents } from './transport/listen-for-agents.ts';
export { peerOf } from './transport/web-socket-peer.ts';
