import type { WireData } from '@squall/protocol';

export interface ConnectionListener {
  opened(): void;
  message(data: WireData): void;
  /** Called once, also when it could never be opened. */
  closed(reason: string): void;
}

/** A connection to the coordinator, whatever carries it. */
export interface Connection {
  send(data: WireData): void;
  /** What was sent and is still on this machine. */
  readonly backlogBytes: number;
  /** Delivers what was sent before. */
  close(): void;
  /** Gives up at once: the other side does not answer. */
  abandon(): void;
}

/** Begins to connect. */
export type Dial = (listener: ConnectionListener) => Connection;
