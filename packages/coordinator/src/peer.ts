import type { WireData } from '@squall/protocol';

export interface PeerListener {
  message(data: WireData): void;
  /** Called once, whichever side closed. */
  closed(): void;
}

/** A connection to an agent, whatever carries it. Messages arrive in order and whole, until it closes. */
export interface Peer {
  /** Does nothing once the connection is closed. */
  send(data: WireData): void;
  close(): void;
  /** Called once, before any message has arrived. */
  listen(listener: PeerListener): void;
}
