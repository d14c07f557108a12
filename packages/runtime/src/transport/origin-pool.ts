import type { Http1Connection } from './http1/http1-connection.ts';
import type { Http2Session } from './http2/http2-session.ts';
import type { Origin } from './origin.ts';
import type { PendingRequest } from './pending-request.ts';

interface IdleConnection {
  readonly connection: Http1Connection;
  /** Larger is younger. */
  readonly idleSince: number;
}

/** One VU's connections to one origin. */
export class OriginPool {
  readonly origin: Origin;
  /** Carries every request to the origin once the server has chosen HTTP/2. */
  http2: Http2Session | undefined;
  /** Used last in, first out. */
  readonly #idle: IdleConnection[] = [];
  /** Requests that wait for a dial, or for a connection that gets free sooner. */
  #waiting: PendingRequest[] = [];

  constructor(origin: Origin) {
    this.origin = origin;
  }

  get idleCount(): number {
    return this.#idle.length;
  }

  get oldestIdleSince(): number {
    return this.#idle[0]?.idleSince ?? Infinity;
  }

  takeIdle(): Http1Connection | undefined {
    return this.#idle.pop()?.connection;
  }

  takeOldestIdle(): Http1Connection | undefined {
    return this.#idle.shift()?.connection;
  }

  putIdle(connection: Http1Connection, idleSince: number): void {
    this.#idle.push({ connection, idleSince });
  }

  /** False when it was not idle. */
  removeIdle(connection: Http1Connection): boolean {
    const index = this.#idle.findIndex((idle) => idle.connection === connection);
    if (index < 0) return false;
    this.#idle.splice(index, 1);
    return true;
  }

  wait(request: PendingRequest): void {
    this.#waiting.push(request);
  }

  stopWaiting(request: PendingRequest): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== request);
  }

  /** The request that waits longest. */
  takeWaiting(): PendingRequest | undefined {
    if (this.#waiting.length === 0) return undefined;
    return this.#waiting.shift();
  }
}
