import type { LossPolicy, ZoneDemand } from '@squall/coordinator';
import type { ActiveFeatures, ConfigLayers, Environment, RuntimeOptions, ScenarioChoice } from '@squall/core';
import type { GlobalSettings } from './flags/global-flags.ts';
import type { NetworkAddress } from './flags/network-address.ts';
import type { CliLogger } from './logging/cli-logger.ts';

/** What every command that loads a test knows about it before reading the script. */
export interface TestRequest {
  /** As typed: a path, an https address or `-` for standard input. */
  readonly script: string;
  /** Folder that a relative path is meant from. */
  readonly workingDirectory: string;
  readonly runtime: RuntimeOptions;
  /** Settings from outside the script; the script's own come between `configFile` and `env`. */
  readonly layers: Omit<ConfigLayers, 'script'>;
  /** Which of the scenarios. */
  readonly choice: ScenarioChoice;
  readonly features: ActiveFeatures['active'];
  /** `__ENV`: system variables when included, then `-e`. Goes over what an archive holds. */
  readonly scriptEnv: Readonly<Record<string, string>>;
  /** The variables of this process, for proxies, TLS and outputs. */
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  readonly global: GlobalSettings;
  readonly log: CliLogger;
}

export interface RunRequest extends TestRequest {
  /** Number of worker threads; undefined for the engine's choice. */
  readonly workers: number | undefined;
}

/** A test over several machines, or several processes of this one. */
export interface ClusterRequest extends RunRequest {
  readonly zones: readonly ZoneDemand[];
  /** Where agents are waited for. */
  readonly listen: NetworkAddress;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Start the agents here. */
  readonly spawn: boolean;
  readonly onAgentLoss: LossPolicy;
  /** What agents must know to join; undefined: make one up. */
  readonly token: string | undefined;
  /** Undefined: wait until somebody stops the run. */
  readonly joinTimeoutMs: number | undefined;
}

/** A test that runs on the agents of a controller. */
export interface CloudRunRequest extends RunRequest {
  /** Leave as soon as the load is on. */
  readonly exitOnRunning: boolean;
  /** Print what scripts and agents log. */
  readonly showLogs: boolean;
}

/** Being an agent of a coordinator. */
export interface AgentRequest {
  /** `ws://host:port` or `wss://host:port`. */
  readonly coordinatorUrl: string;
  readonly caFile: string | undefined;
  readonly token: string;
  readonly name: string;
  readonly loadZone: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly maxVUs: number;
  readonly folder: string;
  readonly health: NetworkAddress | undefined;
  /** Leave after one run instead of waiting for the next one. */
  readonly once: boolean;
  /** Tests may start Chromium. */
  readonly allowBrowser: boolean;
  /** How long to go on trying without a connection; undefined: for ever. */
  readonly giveUpAfterMs: number | undefined;
  readonly workers: number | undefined;
  readonly processEnv: Environment;
  readonly log: CliLogger;
}

/** Being the controller that others bring their tests to. */
export interface ControllerRequest {
  readonly address: NetworkAddress;
  readonly dataFolder: string;
  /** Addresses of reverse proxies. */
  readonly trustProxy: readonly string[];
  /** Whether to start an agent on this machine; `if-alone`: as long as no other one has ever joined. */
  readonly agent: 'always' | 'if-alone' | 'never';
  /** Print a one-time token even if this is not the first start. */
  readonly newToken: boolean;
  readonly processEnv: Environment;
  readonly global: GlobalSettings;
  readonly log: CliLogger;
}

export interface ArchiveRequest extends TestRequest {
  /** File to write; `-` for standard output. */
  readonly outFile: string;
  readonly excludeEnvVars: boolean;
}

export interface InspectRequest extends TestRequest {
  readonly executionRequirements: boolean;
}

/** What the commands need of the engine. Failures of the user's making arrive as `UserError`. */
export interface EngineCalls {
  /** Runs the test with terminal output and signals; resolves to the exit code once everything is written. */
  run(request: RunRequest): Promise<number>;
  /** The same over many machines; the result is that of one. */
  runClustered(request: ClusterRequest): Promise<number>;
  /** The same on the agents of a controller, which it is uploaded to. */
  runInCloud(request: CloudRunRequest): Promise<number>;
  /** Uploads only; resolves to the exit code. */
  upload(request: RunRequest): Promise<number>;
  /** Works for a coordinator until it is over; resolves to the exit code. */
  beAgent(request: AgentRequest): Promise<number>;
  /** Serves tests and their runs until a signal arrives; resolves to the exit code. */
  beController(request: ControllerRequest): Promise<number>;
  archive(request: ArchiveRequest): Promise<void>;
  /** The JSON object to print. */
  inspect(request: InspectRequest): Promise<Readonly<Record<string, unknown>>>;
  /** Everything the script imports, sorted: URLs of files and names of built-in modules. */
  imports(request: TestRequest): Promise<readonly string[]>;
}
