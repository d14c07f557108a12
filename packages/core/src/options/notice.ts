import type { LogFields, LogLevel } from '../log/logger.ts';

/** Something the user should read in the log, found where nothing may be logged yet. */
export interface Notice {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: LogFields;
}
