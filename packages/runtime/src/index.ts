export type { ArchiveMetadata } from './loader/archive/metadata.ts';
export { type Archive, looksLikeArchive, readArchive } from './loader/archive/read-archive.ts';
export { type ArchiveInput, writeArchive } from './loader/archive/write-archive.ts';
export type { Resolution, ScriptSources, SourceModule, SourcesSnapshot } from './loader/contract.ts';
export {
  type OpenedScript,
  type OpenScriptDeps,
  openScript,
  sourcesOfArchive,
} from './loader/open-script.ts';
export { createRemoteFetcher, type RemoteFetcher } from './loader/remote-fetch.ts';
export { sourcesFromSnapshot } from './loader/script-sources.ts';
export type { SecretServer, SecretSource } from './modules/secrets/secret-source.ts';
export { SYSTEM_BUNDLES } from './transport/tls/system-bundles.ts';
export { RealClock } from './vu/real-clock.ts';
export type { ConsolidatedOptions, SystemTag } from './vu/test-context.ts';
export type {
  ConfigureRequest,
  DeclaredMetric,
  FromThread,
  IterationsDone,
  LoadedScript,
  LoadRequest,
  LoadStart,
  RequestType,
  ScriptSpec,
  ThreadOrder,
  ThreadPart,
  ThreadProgress,
  ToThread,
} from './worker/messages.ts';
export { nameTest } from './worker/name-test.ts';
export { SharedState } from './worker/shared-state.ts';
