export type { AgentDeps, AgentSettings, AgentSignal, RunnerSettings, SignalSource } from './settings.ts';
