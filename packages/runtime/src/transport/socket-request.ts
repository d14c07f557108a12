import { Dial } from './dial.ts';
import type { DialedConnection, DialHandler, DialRequest } from './dial-settings.ts';
import { OriginPool } from './origin-pool.ts';
import type { Carrier } from './pending-request.ts';
import { disown } from './socket-owner.ts';
import { TlsTrafficMeter, type Traffic } from './traffic.ts';
import type { Exchange, OpenedSocket, SocketCall, SocketOutcome, TransportFailure } from './transport.ts';
import type { TransportShared } from './transport-shared.ts';

/** What is open and can be closed without notice. */
export interface Closable {
  shutDown(): void;
}

/** The VU a socket is for. */
export interface SocketUser {
  readonly shared: TransportShared;
  readonly localAddress: string | undefined;
  readonly traffic: Traffic;
  /** Everything to be closed with the VU. */
  readonly open: Set<Closable>;
}

/** Connects for a protocol other than HTTP. */
export function openSocket(
  call: SocketCall,
  onOutcome: (outcome: SocketOutcome) => void,
  user: SocketUser,
): Exchange {
  const request = new SocketRequest(call, onOutcome, user);
  request.start();
  return request;
}

class SocketRequest implements DialRequest, DialHandler<SocketRequest>, Exchange {
  carrier: Carrier | null = null;
  connectingMs = 0;
  tlsHandshakingMs = 0;
  readonly #user: SocketUser;
  readonly #dial: Dial<SocketRequest>;
  #onOutcome: ((outcome: SocketOutcome) => void) | undefined;

  constructor(call: SocketCall, onOutcome: (outcome: SocketOutcome) => void, user: SocketUser) {
    const { secure, hostname, port, protocol } = call;
    const { shared, localAddress, traffic } = user;
    this.#onOutcome = onOutcome;
    this.#user = user;
    const target = { secure, hostname, port, authority: '', path: '' };
    const pool = new OriginPool(shared.origins.originOf(target));
    this.#dial = new Dial(shared, { pool, localAddress, traffic, request: this, handler: this, protocol });
  }

  start(): void {
    this.carrier = this.#dial;
    this.#user.open.add(this.#dial);
    this.#dial.start();
  }

  cancel(): void {
    this.#onOutcome = undefined;
    this.carrier = null;
    this.#dial.abandon();
  }

  onDialed(dial: Dial<SocketRequest>, connection: DialedConnection): void {
    this.#user.open.delete(dial);
    if (this.#onOutcome === undefined) connection.socket.destroy();
    else this.#settle({ opened: this.#handOver(connection) });
  }

  onDialFailed(dial: Dial<SocketRequest>, failure: TransportFailure): void {
    this.#user.open.delete(dial);
    this.#settle({ failure });
  }

  onDialAbandoned(dial: Dial<SocketRequest>): void {
    this.#user.open.delete(dial);
  }

  #settle(outcome: SocketOutcome): void {
    const onOutcome = this.#onOutcome;
    this.#onOutcome = undefined;
    this.carrier = null;
    onOutcome?.(outcome);
  }

  #handOver({ socket: owned, peer, endpoints, meter, alpn }: DialedConnection): OpenedSocket {
    const { open, traffic } = this.#user;
    const socket = disown(owned);
    const counted = meter ?? new TlsTrafficMeter(socket, traffic);
    const closable = { shutDown: () => void socket.destroy() };
    open.add(closable);
    socket.once('close', () => {
      open.delete(closable);
      counted.update();
    });
    const countTraffic = (): void => counted.update();
    return { socket, tls: peer.tls, remoteIp: peer.remoteIp, alpn, endpoints, countTraffic };
  }
}
