import type { SecureContext, TLSSocket } from 'node:tls';
import type { Resolution } from './address/address-book.ts';
import type { DeadlineSlot, DeadlineTarget } from './deadlines.ts';
import {
  connectionFailure,
  dialFailure,
  dialTimeout,
  EOF,
  joinHostPort,
  type SocketError,
} from './failure.ts';
import type { Peer } from './http1/http1-response.ts';
import type { OriginPool } from './origin-pool.ts';
import type { Carrier, PendingRequest } from './pending-request.ts';
import { type OwnedSocket, openTcpSocket, openTlsSocket, type SocketOwner } from './socket-owner.ts';
import { tlsFailure } from './tls/tls-failure.ts';
import { tlsInfo } from './tls/tls-info.ts';
import { verifyServer } from './tls/verify-server.ts';
import { TlsTrafficMeter, type Traffic } from './traffic.ts';
import type { TransportFailure } from './transport.ts';
import type { TransportShared } from './transport-shared.ts';

const DIAL_LIMIT_MS = 30_000;

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

/** One attempt to connect: address, TCP, TLS. */
export class Dial<R extends DialRequest = PendingRequest> implements SocketOwner, DeadlineTarget, Carrier {
  readonly pool: OriginPool;
  readonly request: R;
  readonly #shared: TransportShared;
  readonly #settings: DialSettings<R>;
  #phase: 'resolving' | 'connecting' | 'handshaking' | 'over' = 'resolving';
  #slot: DeadlineSlot | null = null;
  #socket: OwnedSocket | undefined;
  #meter: TlsTrafficMeter | undefined;
  #address = '';
  #connectStartMs = 0;
  #connectedMs = 0;
  #endpoints = '';
  #ocspStaple: Buffer | undefined;

  constructor(shared: TransportShared, settings: DialSettings<R>) {
    this.#shared = shared;
    this.#settings = settings;
    this.pool = settings.pool;
    this.request = settings.request;
  }

  start(): void {
    const { hostname, port } = this.pool.origin;
    this.#shared.addresses.resolve(hostname, port, (resolution) => this.#onResolved(resolution));
  }

  /** Gives up without telling the request. */
  abandon(): void {
    if (!this.#end()) return;
    this.#socket?.destroy();
    this.#settings.handler.onDialAbandoned(this);
  }

  shutDown(): void {
    if (this.request.carrier === this) this.request.cancel();
    this.abandon();
  }

  timeoutFailure(): TransportFailure | undefined {
    return this.#phase === 'connecting' ? dialTimeout(this.#address) : undefined;
  }

  onDeadline(): void {
    this.#fail(dialTimeout(this.#address));
  }

  /** The address as it stands in errors of the dial: with the local one when that was asked for. */
  get #dialled(): string {
    const { localAddress } = this.#settings;
    return localAddress === undefined ? this.#address : `${joinHostPort(localAddress, 0)}->${this.#address}`;
  }

  #onResolved(resolution: Resolution): void {
    if (this.#phase !== 'resolving') return;
    if (resolution.failure !== undefined) {
      this.#fail(resolution.failure);
      return;
    }
    const { ip, port } = resolution;
    const { localAddress } = this.#settings;
    this.#address = joinHostPort(ip, port);
    this.#phase = 'connecting';
    this.#connectStartMs = this.#shared.clock.now();
    this.#slot = this.#shared.deadlines.start(this, this.#connectStartMs + DIAL_LIMIT_MS);
    const settings = {
      ip,
      port,
      localAddress,
      readBuffer: this.#settings.protocol === undefined ? this.#shared.readBuffer : undefined,
    };
    try {
      this.#socket = this.pool.origin.secure ? this.#openTls(settings) : openTcpSocket(settings, this);
    } catch (error) {
      // A port or local address that Node refuses before it tries.
      this.#fail(dialFailure(error as SocketError, this.#dialled));
    }
  }

  #openTls(settings: Parameters<typeof openTlsSocket>[0]): OwnedSocket {
    const { serverName, hostname } = this.pool.origin;
    const { settings: run, secureContexts } = this.#shared;
    const { protocol } = this.#settings;
    const name = protocol?.serverName ?? serverName;
    const socket = openTlsSocket(
      settings,
      {
        secureContext: protocol?.secureContext ?? secureContexts.contextFor(hostname),
        ...(name === undefined ? {} : { servername: name }),
        ALPNProtocols: [...(protocol?.alpn ?? (run.http2 ? ['h2', 'http/1.1'] : ['http/1.1']))],
        requestOCSP: true,
        onKeyLog: run.onKeyLog,
      },
      this,
    );
    this.#meter = new TlsTrafficMeter(socket, this.#settings.traffic);
    return socket;
  }

  onConnect(): void {
    const socket = this.#socket;
    if (socket === undefined || this.#phase !== 'connecting') return;
    this.#connectedMs = this.#shared.clock.now();
    this.#endLimit();
    if (this.#isForRequest) this.request.connectingMs = this.#connectedMs - this.#connectStartMs;
    this.#endpoints = `${joinHostPort(socket.localAddress ?? '', socket.localPort ?? 0)}->${this.#address}`;
    if (this.pool.origin.secure) this.#phase = 'handshaking';
    else this.#succeed(socket, undefined, false);
  }

  onSecure(): void {
    const socket = this.#socket as TLSSocket | undefined;
    if (socket === undefined || this.#phase !== 'handshaking') return;
    const { clock, settings } = this.#shared;
    if (this.#isForRequest) this.request.tlsHandshakingMs = clock.now() - this.#connectedMs;
    this.#meter?.update();
    const failure = settings.options.insecureSkipTLSVerify
      ? undefined
      : verifyServer(
          socket,
          this.#settings.protocol?.serverName ?? this.pool.origin.hostname,
          clock.wallMs(),
        );
    if (failure === undefined) {
      this.#succeed(
        this.#socket as OwnedSocket,
        tlsInfo(socket, this.#ocspStaple),
        socket.alpnProtocol === 'h2',
      );
    } else this.#fail(failure);
  }

  onOcspStaple(staple: Buffer | null): void {
    if (staple !== null && staple.length > 0) this.#ocspStaple = staple;
  }

  /** Before the connection is handed over nothing can come but the handshake, which Node deals with. */
  onData(): void {}

  onEnd(): void {
    this.#fail(EOF);
  }

  onError(error: SocketError): void {
    if (this.#phase === 'connecting') this.#fail(dialFailure(error, this.#dialled));
    else this.#fail(tlsFailure(error) ?? connectionFailure(error, this.#endpoints));
  }

  onClose(): void {
    this.#fail(EOF);
  }

  /** False once the request has got another connection. */
  get #isForRequest(): boolean {
    return this.request.carrier === this;
  }

  #succeed(socket: OwnedSocket, tls: Peer['tls'], isHttp2: boolean): void {
    if (!this.#end()) return;
    const peer: Peer = { remoteIp: socket.remoteAddress ?? '', remotePort: socket.remotePort ?? 0, tls };
    this.#settings.handler.onDialed(this, {
      socket,
      isHttp2,
      peer,
      endpoints: this.#endpoints,
      meter: this.#meter,
      alpn: (socket as unknown as Partial<TLSSocket>).alpnProtocol || undefined,
    });
  }

  #fail(failure: TransportFailure): void {
    if (!this.#end()) return;
    this.#meter?.update();
    this.#socket?.destroy();
    this.#settings.handler.onDialFailed(this, failure);
  }

  #end(): boolean {
    if (this.#phase === 'over') return false;
    this.#phase = 'over';
    this.#endLimit();
    return true;
  }

  /** The limit is for TCP alone; a handshake may take as long as the request. */
  #endLimit(): void {
    if (this.#slot !== null) this.#shared.deadlines.end(this.#slot);
    this.#slot = null;
  }
}
