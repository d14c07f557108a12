import type { Socket } from 'node:net';

/** Raw bytes on the wire, TLS included. */
export interface Traffic {
  sent: number;
  received: number;
}

interface ByteCounters {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

interface NestedHandle extends ByteCounters {
  readonly _parent?: NestedHandle;
}

/**
 * Adds what went over a TLS socket since the last look. The socket itself counts what it hands to its user; the
 * encrypted bytes are counted by the TCP handle below, which Node does not make public.
 */
export class TlsTrafficMeter {
  readonly #traffic: Traffic;
  readonly #counters: ByteCounters;
  #read = 0;
  #written = 0;

  constructor(socket: Socket, traffic: Traffic) {
    this.#traffic = traffic;
    let below = (socket as { _handle?: NestedHandle })._handle?._parent;
    while (below?._parent !== undefined) below = below._parent;
    this.#counters = below ?? socket;
  }

  update(): void {
    const { bytesRead, bytesWritten } = this.#counters;
    // A closed handle counts nothing any more.
    if (bytesRead > this.#read) this.#traffic.received += bytesRead - this.#read;
    if (bytesWritten > this.#written) this.#traffic.sent += bytesWritten - this.#written;
    this.#read = Math.max(this.#read, bytesRead);
    this.#written = Math.max(this.#written, bytesWritten);
  }
}
