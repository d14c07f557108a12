import type { Peer, PeerListener } from '@squall/coordinator';
import type { Clock } from '@squall/core';
import type { WireData } from '@squall/protocol';
import type { Connection, ConnectionListener } from './connection.ts';

/** One connection in memory, delivering each message in a turn of its own. */
class MemoryConnection {
  readonly peer: Peer;
  readonly agentEnd: Connection;
  readonly #clock: Clock;
  readonly #agent: ConnectionListener;
  #coordinator: PeerListener | undefined;
  #isOpen = true;
  /** Nothing arrives any more, and nobody is told. */
  isDead = false;

  constructor(clock: Clock, agent: ConnectionListener) {
    this.#clock = clock;
    this.#agent = agent;
    const end = () => this.close('the connection was closed');
    this.agentEnd = {
      send: (data) => this.#deliver(() => this.#coordinator?.message(data)),
      backlogBytes: 0,
      close: end,
      abandon: end,
    };
    this.peer = {
      send: (data: WireData) => this.#deliver(() => this.#agent.message(data)),
      close: end,
      listen: (listener) => {
        this.#coordinator = listener;
      },
    };
  }

  open(): void {
    this.#deliver(() => this.#agent.opened());
  }

  close(reason: string): void {
    if (!this.#isOpen) return;
    this.#clock.defer(() => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      this.#coordinator?.closed();
      this.#agent.closed(reason);
    });
  }

  #deliver(message: () => void): void {
    this.#clock.defer(() => {
      if (this.#isOpen && !this.isDead) message();
    });
  }
}

/** A network of one coordinator. */
export class MemoryNetwork {
  readonly #clock: Clock;
  readonly #accept: (peer: Peer) => void;
  readonly connections: MemoryConnection[] = [];
  isDown = false;

  constructor(clock: Clock, accept: (peer: Peer) => void) {
    this.#clock = clock;
    this.#accept = accept;
  }

  dial(listener: ConnectionListener): Connection {
    const connection = new MemoryConnection(this.#clock, listener);
    this.connections.push(connection);
    if (this.isDown) connection.close('connection refused');
    else {
      this.#accept(connection.peer);
      connection.open();
    }
    return connection.agentEnd;
  }

  get last(): MemoryConnection | undefined {
    return this.connections.at(-1);
  }
}
