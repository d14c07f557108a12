import type { SecureContext } from 'node:tls';
import type { Dial } from './dial.ts';
import type { Peer } from './http1/http1-response.ts';
import type { OriginPool } from './origin-pool.ts';
import type { Carrier, PendingRequest } from './pending-request.ts';
import type { OwnedSocket } from './socket-owner.ts';
import type { TlsTrafficMeter, Traffic } from './traffic.ts';
import type { TransportFailure } from './transport.ts';

/** A connection ready for requests. */
export interface DialedConnection {
  readonly socket: OwnedSocket;
  readonly isHttp2: boolean;
  readonly peer: Peer;
  /** Both ends, as Go writes them in errors. */
  readonly endpoints: string;
  readonly meter: TlsTrafficMeter | undefined;
  /** The protocol both ends agreed on in the TLS handshake. */
  readonly alpn: string | undefined;
}

/** What a dial is made for. */
export interface DialRequest {
  carrier: Carrier | null;
  connectingMs: number;
  tlsHandshakingMs: number;
  cancel(): void;
}

/** How connections for protocols other than HTTP differ. */
export interface OtherProtocol {
  /** What is offered in a TLS handshake. */
  readonly alpn: readonly string[];
  /** Instead of the one the run's options ask for. */
  readonly secureContext?: SecureContext | undefined;
  /** The name the server's certificate must have, instead of that of the host. */
  readonly serverName?: string | undefined;
  /** Goes through the proxy of the environment, always as through a tunnel. */
  readonly throughProxy?: boolean;
}

export interface DialSettings<R extends DialRequest = PendingRequest> {
  readonly pool: OriginPool;
  readonly localAddress: string | undefined;
  readonly traffic: Traffic;
  /** The request it is made for, which may get another connection meanwhile. */
  readonly request: R;
  readonly handler: DialHandler<R>;
  /** Makes the socket one that is read like any stream. */
  readonly protocol?: OtherProtocol;
}

/** Exactly one of these is called. */
export interface DialHandler<R extends DialRequest = PendingRequest> {
  onDialed(dial: Dial<R>, connection: DialedConnection): void;
  onDialFailed(dial: Dial<R>, failure: TransportFailure): void;
  onDialAbandoned(dial: Dial<R>): void;
}
