import type { LogFormat } from './format.ts';
import type { LogSink } from './log-sink.ts';

/** Writes lines to standard output or standard error, or wherever `write` leads. */
export function createStreamSink(write: (text: string) => void, format: LogFormat): LogSink {
  return {
    write: (record) => write(`${format(record)}\n`),
    close: async () => {},
  };
}
