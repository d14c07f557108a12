export {
  type ArchiveInput,
  type IterationsDone,
  type LoadedScript,
  type LoadStart,
  nameTest,
  RealClock,
  type SecretServer,
  type SecretSource,
  type SharedState,
  SYSTEM_BUNDLES,
  type ThreadProgress,
  writeArchive,
} from '@squall/runtime';
export { ControlRefusal } from './control/control-refusal.ts';
export type { RunControl, RunStatus, StageLimits } from './control/run-control.ts';
export type { RunPhase } from './control/run-state.ts';
export { type InstanceDeps, type InstanceListener, InstanceRun } from './instance-run.ts';
export { type EngineSetup, type LoadedTest, loadTest, type TestSource } from './load-test.ts';
export { type InstancePlan, type InstancePlanParts, planInstance } from './plan-instance.ts';
export type { LiveRun, RunDeps, RunPlan } from './run-deps.ts';
export type { RunResult } from './run-result.ts';
export { RunStop } from './run-stop.ts';
export { runTest } from './run-test.ts';
export { ThreadStarter } from './thread-starter.ts';
