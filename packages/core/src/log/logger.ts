export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** One structured log line; rendering (logfmt, JSON, raw, coloured) is the receiver's business. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number;
}

export interface Logger {
  log(level: LogLevel, message: string, fields?: LogFields): void;
}
