import type { ActiveFeatures, ConfigLayers, RuntimeOptions } from '@squall/core';
import type { GlobalSettings } from './flags/global-flags.ts';
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
  archive(request: ArchiveRequest): Promise<void>;
  /** The JSON object to print. */
  inspect(request: InspectRequest): Promise<Readonly<Record<string, unknown>>>;
  /** Everything the script imports, sorted: URLs of files and names of built-in modules. */
  imports(request: TestRequest): Promise<readonly string[]>;
}
