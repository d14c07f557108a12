import type { Clock, Paint } from '@squall/core';
import type { ThreadStarter } from '@squall/engine';
import type { Terminal } from '../terminal/terminal.ts';

/** What commands that run here need of the process. */
export interface LocalDeps {
  readonly terminal: Terminal;
  readonly threads: ThreadStarter;
  readonly clock: Clock;
  /** Colours for standard output. */
  readonly paint: Paint;
  readonly isErrTerminal: boolean;
  /** Where the built program lies. */
  readonly programFolder: string;
  /** Ends the process at once. */
  exit(code: number): void;
}
