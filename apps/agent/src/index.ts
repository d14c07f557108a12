export { readFileDescriptorLimit } from './capacity.ts';
export { runAgent } from './run-agent.ts';
export type { AgentDeps, AgentSettings, AgentSignal, RunnerSettings, SignalSource } from './settings.ts';
