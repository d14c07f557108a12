import type { Writable } from 'node:stream';
import type { Logger } from '@squall/core';

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
}
