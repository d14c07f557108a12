import type { LogRecord } from '@squall/core';

/** Where log records go. */
export interface LogSink {
  write(record: LogRecord): void;
  /** Resolves when everything written has arrived. */
  close(): Promise<void>;
}

export const NO_SINK: LogSink = {
  write() {},
  close: async () => {},
};
