import type { SecureContext } from 'node:tls';
import { Dial } from './dial.ts';
import type { DialedConnection, DialHandler } from './dial-settings.ts';
import { REQUEST_TIMEOUT } from './failure.ts';
import { type ConnectionOwner, Http1Connection } from './http1/http1-connection.ts';
import type { Http2Owner } from './http2/http2-owner.ts';
import { Http2Session } from './http2/http2-session.ts';
import type { Origin } from './origin.ts';
import { OriginPool } from './origin-pool.ts';
import { PendingRequest } from './pending-request.ts';
import { type Closable, openSocket } from './socket-request.ts';
import type { SyncClient } from './sync/sync-messages.ts';
import type { OwnTlsMaterial } from './tls/secure-contexts.ts';
import type { Traffic } from './traffic.ts';
import type {
  Exchange,
  HttpTransport,
  SocketCall,
  SocketOutcome,
  TransportFailure,
  WireRequest,
  WireResponse,
} from './transport.ts';
import type { TransportShared } from './transport-shared.ts';

const GO_DEFAULT_IDLE_PER_HOST = 2;

/** The connections of one VU; `localAddress` is what its sockets are bound to (option `localIPs`). */
export function createHttpTransport(
  shared: TransportShared,
  traffic: Traffic,
  localAddress?: string,
): HttpTransport {
  return new PooledTransport(shared, traffic, localAddress);
}

let lastClientId = 0;

class PooledTransport implements HttpTransport, ConnectionOwner, DialHandler, Http2Owner {
  readonly #shared: TransportShared;
  readonly #traffic: Traffic;
  readonly #syncClient: SyncClient;
  /** Few: the origins one VU talks to. */
  readonly #pools: OriginPool[] = [];
  readonly #open = new Set<Closable>();
  #idleCount = 0;
  #idleClock = 0;

  constructor(shared: TransportShared, traffic: Traffic, localAddress: string | undefined) {
    this.#shared = shared;
    this.#traffic = traffic;
    lastClientId++;
    this.#syncClient = { id: lastClientId, localAddress };
  }

  /** Hot path. */
  send(wire: WireRequest, onResponse: (response: WireResponse) => void): Exchange {
    const request = new PendingRequest(wire, onResponse, this.#shared);
    if (wire.deadlineMs <= request.startMs) request.fail(REQUEST_TIMEOUT);
    else this.#place(request, request.startMs);
    return request;
  }

  sendSync(wire: WireRequest): WireResponse {
    return this.#shared.syncThread.send(this.#syncClient, wire, this.#traffic);
  }

  openSocket(call: SocketCall, onOutcome: (outcome: SocketOutcome) => void): Exchange {
    const { localAddress } = this.#syncClient;
    return openSocket(call, onOutcome, {
      shared: this.#shared,
      localAddress,
      traffic: this.#traffic,
      open: this.#open,
    });
  }

  createSecureContext(own: OwnTlsMaterial): SecureContext {
    return this.#shared.secureContexts.own(own);
  }

  closeIdle(): void {
    for (const pool of this.#pools) {
      for (let idle = pool.takeIdle(); idle !== undefined; idle = pool.takeIdle()) idle.close();
      pool.http2?.closeIfIdle();
    }
    this.#idleCount = 0;
    this.#shared.syncThread.closeIdle(this.#syncClient.id);
  }

  destroy(): void {
    for (const open of [...this.#open]) open.shutDown();
    this.#shared.syncThread.destroy(this.#syncClient.id);
  }

  #place(request: PendingRequest, readyMs: number): void {
    const pool = this.#poolOf(this.#shared.origins.originOf(request.wire.target));
    if (pool.http2 !== undefined) {
      pool.http2.send(request, readyMs);
      return;
    }
    const connection = pool.takeIdle();
    if (connection === undefined) this.#dial(pool, request);
    else {
      this.#idleCount--;
      connection.begin(request, readyMs, true);
    }
  }

  #poolOf(origin: Origin): OriginPool {
    for (const pool of this.#pools) if (pool.origin === origin) return pool;
    const pool = new OriginPool(origin);
    this.#pools.push(pool);
    return pool;
  }

  #dial(pool: OriginPool, request: PendingRequest): void {
    pool.wait(request);
    const dial = new Dial(this.#shared, {
      pool,
      request,
      localAddress: this.#syncClient.localAddress,
      traffic: this.#traffic,
      handler: this,
    });
    this.#open.add(dial);
    request.carrier = dial;
    dial.start();
  }

  onDialed(dial: Dial, dialed: DialedConnection): void {
    this.#open.delete(dial);
    const { pool } = dial;
    const { shared, traffic } = { shared: this.#shared, traffic: this.#traffic };
    if (dialed.isHttp2) {
      this.#onHttp2Dialed(pool, dialed);
      return;
    }
    const connection = new Http1Connection({ dialed, pool, shared, traffic, owner: this });
    this.#open.add(connection);
    // The one it was made for, unless that got another connection in the meantime.
    const isStillWanted = dial.request.carrier === dial;
    if (!isStillWanted) {
      this.onFree(connection, false);
      return;
    }
    pool.stopWaiting(dial.request);
    connection.begin(dial.request, shared.clock.now(), false);
  }

  onDialFailed(dial: Dial, failure: TransportFailure): void {
    this.onDialAbandoned(dial);
    if (dial.request.carrier === dial) dial.request.fail(failure);
  }

  onDialAbandoned(dial: Dial): void {
    this.#open.delete(dial);
    dial.pool.stopWaiting(dial.request);
  }

  /** The first connection that speaks HTTP/2 serves everyone; others that were under way are not needed. */
  #onHttp2Dialed(pool: OriginPool, dialed: DialedConnection): void {
    if (pool.http2 === undefined) {
      pool.http2 = new Http2Session({ dialed, pool, shared: this.#shared, owner: this });
      this.#open.add(pool.http2);
    } else dialed.socket.destroy();
    const session = pool.http2;
    const readyMs = this.#shared.clock.now();
    for (let next = pool.takeWaiting(); next !== undefined; next = pool.takeWaiting())
      session.send(next, readyMs);
  }

  /** Hot path. */
  onFree(connection: Http1Connection, isHeld: boolean): void {
    const { pool } = connection;
    const next = isHeld ? undefined : pool.takeWaiting();
    if (next !== undefined) {
      connection.begin(next, this.#shared.clock.now(), true);
      return;
    }
    const { batch, batchPerHost } = this.#shared.settings.options;
    if (!isHeld && pool.idleCount >= (batchPerHost || GO_DEFAULT_IDLE_PER_HOST)) {
      this.#open.delete(connection);
      connection.close();
      return;
    }
    this.#idleClock++;
    pool.putIdle(connection, this.#idleClock);
    this.#idleCount++;
    if (batch > 0 && this.#idleCount > batch) this.#closeOldestIdle();
  }

  onClosed(connection: Http1Connection): void {
    this.#open.delete(connection);
    if (connection.pool.removeIdle(connection)) this.#idleCount--;
  }

  onRetry(request: PendingRequest): void {
    this.#place(request, this.#shared.clock.now());
  }

  onSessionOver(session: Http2Session): void {
    if (session.pool.http2 === session) session.pool.http2 = undefined;
  }

  onSessionClosed(session: Http2Session): void {
    this.#open.delete(session);
  }

  #closeOldestIdle(): void {
    let oldest: OriginPool | undefined;
    for (const pool of this.#pools) {
      if (oldest === undefined || pool.oldestIdleSince < oldest.oldestIdleSince) oldest = pool;
    }
    const connection = oldest?.takeOldestIdle();
    if (connection === undefined) return;
    this.#idleCount--;
    this.#open.delete(connection);
    connection.close();
  }
}
