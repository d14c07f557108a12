import type { Clock, Environment, Logger } from '@squall/core';
import type { AgentCapacity } from '@squall/protocol';

/** What an agent is told when it is started. */
export interface AgentSettings {
  /** `ws://host:port` or `wss://host:port`. */
  readonly coordinatorUrl: string;
  /** PEM file of authorities the coordinator's certificate may come from, besides the usual ones. */
  readonly caFile: string | undefined;
  readonly token: string;
  /** For people; no two agents of a coordinator may have the same. */
  readonly name: string;
  readonly loadZone: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: AgentCapacity;
  /** Holds archives and what does not fit into memory. Agents of one machine may share it. */
  readonly folder: string;
  /** Where `GET /health` is answered. */
  readonly health: { readonly host: string; readonly port: number } | undefined;
  /** Ends after one run, or when the coordinator has ended, instead of waiting for the next one. */
  readonly once: boolean;
  /** How long to go on trying while there is no connection; undefined: for ever. */
  readonly giveUpAfterMs: number | undefined;
  readonly runner: RunnerSettings;
  /** Version of the program, for people. */
  readonly squallVersion: string;
}

/** How the process is started that runs a test's script. */
export interface RunnerSettings {
  /** Built from `runner/runner-entry.ts`. */
  readonly entry: string;
  /** Entry file of the threads of the runner. */
  readonly threadEntry: string;
  /** Memory that each of its threads may use. */
  readonly maxHeapMb: number;
  /** Number of threads; undefined: as many as the test is worth. */
  readonly workers: number | undefined;
  /** The agent's own variables: the runner gets those few that Node itself needs. */
  readonly environment: Environment;
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY for what scripts request. */
  readonly proxyEnvironment: Readonly<Record<string, string>>;
  /** PEM file of authorities that scripts trust (`SSL_CERT_FILE`). */
  readonly scriptCaFile: string | undefined;
  readonly forbidHttp2: boolean;
  /** Tests may start Chromium, and with it a program that reads what its user may read. */
  readonly allowBrowser: boolean;
}

export type AgentSignal = 'SIGINT' | 'SIGTERM';

/** Where signals come from: `process`. */
export interface SignalSource {
  on(signal: AgentSignal, handler: () => void): unknown;
  off(signal: AgentSignal, handler: () => void): unknown;
}

export interface AgentDeps {
  readonly clock: Clock;
  /** For the agent's own terminal; what scripts print goes to the coordinator. */
  readonly log: Logger;
  readonly signals: SignalSource;
  /** Ends the process at once. */
  exit(code: number): void;
}
