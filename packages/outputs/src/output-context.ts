import type { Writable } from 'node:stream';
import type { Logger } from '@squall/core';

/** Where a controller is, and who we are to it. */
export interface ControllerAccess {
  /** To begin addresses with. */
  readonly url: string;
  readonly token: string | undefined;
  /** Undefined for the default project of the user. */
  readonly projectId: number | undefined;
  readonly testName: string;
}

/** What is known of a test before it runs. */
export interface TestOutline {
  /** Its script, as it was given. */
  readonly name: string;
  readonly maxVUs: number;
  /** With graceful stops. */
  readonly maxDurationMs: number;
  /** Expressions, by metric. */
  readonly thresholds: Readonly<Record<string, readonly string[]>>;
}

/** What outputs get from the program they run in. */
export interface OutputContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The configuration file's `collectors`: by name, that output's own JSON. */
  readonly collectors: Readonly<Record<string, unknown>>;
  /** The enabled system tags. */
  readonly systemTags: readonly string[];
  /** The active feature flags. */
  readonly features: readonly string[];
  readonly stdout: Writable;
  /** File names are relative to it. */
  readonly workingDirectory: string;
  readonly log: Logger;
  readonly test: TestOutline;
  /** @throws UserError when the settings make no sense */
  controller(): ControllerAccess;
}
