import type { LogFields, Logger, LogLevel, LogRecord } from '@squall/core';
import type { LogSink } from './log-sink.ts';

/** Changes a record before anyone sees it, for example to hide a secret. */
export type Redactor = (record: LogRecord) => LogRecord;

/** The log of the whole process: filters by level, hides secrets, hands lines to a sink. */
export class CliLogger implements Logger {
  readonly #sink: LogSink;
  readonly #isVerbose: boolean;
  readonly #redactors: Redactor[] = [];
  readonly #owned: LogSink[] = [];

  constructor(sink: LogSink, isVerbose: boolean) {
    this.#sink = sink;
    this.#isVerbose = isVerbose;
  }

  log(level: LogLevel, message: string, fields: LogFields = {}): void {
    this.#writeTo(this.#sink, { level, message, fields, timeMs: Date.now() });
  }

  addRedactor(redact: Redactor): void {
    this.#redactors.push(redact);
  }

  /**
   * A logger for the code of VUs: what their `console` prints goes to another sink, without saying that it is
   * from there; everything else goes the usual way. The sink is closed with this logger.
   */
  withConsoleSink(consoleSink: LogSink): Logger {
    this.#owned.push(consoleSink);
    return {
      log: (level, message, fields = {}) => {
        const { source, ...rest } = fields;
        if (source === 'console') {
          this.#writeTo(consoleSink, { level, message, fields: rest, timeMs: Date.now() });
        } else {
          this.log(level, message, fields);
        }
      },
    };
  }

  async close(): Promise<void> {
    for (const sink of [...this.#owned, this.#sink]) await sink.close();
  }

  #writeTo(sink: LogSink, record: LogRecord): void {
    if (record.level === 'debug' && !this.#isVerbose) return;
    sink.write(this.#redactors.reduce((seen, redact) => redact(seen), record));
  }
}
