import type { TLSSocket } from 'node:tls';
import type { Resolution } from './address/address-book.ts';
import type { DeadlineSlot, DeadlineTarget } from './deadlines.ts';
import type { DialRequest, DialSettings } from './dial-settings.ts';
import { TRANSPORT_ERROR } from './error-codes.ts';
import {
  connectionFailure,
  dialFailure,
  dialTimeout,
  EOF,
  joinHostPort,
  type SocketError,
  sameText,
} from './failure.ts';
import type { Peer } from './http1/http1-response.ts';
import { forwarderOf } from './origin.ts';
import type { OriginPool } from './origin-pool.ts';
import type { Carrier, PendingRequest } from './pending-request.ts';
import { proxyConnectFailure } from './proxy/proxy-connect-failure.ts';
import { type HopListener, ProxyHop } from './proxy/proxy-hop.ts';
import type { ProxyServer } from './proxy/proxy-server.ts';
import {
  changeOwner,
  disown,
  type OwnedSocket,
  openTcpSocket,
  openTlsOver,
  openTlsSocket,
  readAsStream,
  type SocketOwner,
  type TlsSettings,
} from './socket-owner.ts';
import { tlsFailure } from './tls/tls-failure.ts';
import { tlsInfo } from './tls/tls-info.ts';
import { verifyServer } from './tls/verify-server.ts';
import { TlsTrafficMeter } from './traffic.ts';
import type { TransportFailure } from './transport.ts';
import type { TransportShared } from './transport-shared.ts';

const DIAL_LIMIT_MS = 30_000;

/** One attempt to connect: address, TCP, the proxy if there is one, TLS. */
export class Dial<R extends DialRequest = PendingRequest>
  implements SocketOwner, DeadlineTarget, Carrier, HopListener
{
  readonly pool: OriginPool;
  readonly request: R;
  readonly #shared: TransportShared;
  readonly #settings: DialSettings<R>;
  #phase: 'resolving' | 'connecting' | 'passing' | 'handshaking' | 'over' = 'resolving';
  #slot: DeadlineSlot | null = null;
  #socket: OwnedSocket | undefined;
  #meter: TlsTrafficMeter | undefined;
  #address = '';
  #connectStartMs = 0;
  #connectedMs = 0;
  #handshakeStartMs = 0;
  #endpoints = '';
  #ocspStaple: Buffer | undefined;
  #remote: Pick<Peer, 'remoteIp' | 'remotePort'> = { remoteIp: '', remotePort: 0 };
  #proxy: ProxyServer | undefined;

  constructor(shared: TransportShared, settings: DialSettings<R>) {
    this.#shared = shared;
    this.#settings = settings;
    this.pool = settings.pool;
    this.request = settings.request;
  }

  start(): void {
    const { origin } = this.pool;
    const { addresses } = this.#shared;
    const { protocol } = this.#settings;
    const proxy = protocol === undefined || protocol.throughProxy ? origin.proxy : undefined;
    if (proxy?.kind === 'bad') {
      this.#fail(sameText(TRANSPORT_ERROR.OTHER, proxy.reason));
      return;
    }
    this.#proxy = proxy;
    const { hostname, port } = proxy ?? origin;
    const resolve = (): void =>
      addresses.resolve(hostname, port, (resolution) => this.#onResolved(resolution));
    if (proxy === undefined) resolve();
    else {
      addresses.judge(origin.hostname, (failure) => {
        if (failure !== undefined) this.#fail(failure);
        else if (this.#phase === 'resolving') resolve();
      });
    }
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
    return this.#phase === 'connecting' ? this.#onTheWay(dialTimeout(this.#address)) : undefined;
  }

  onDeadline(): void {
    this.#fail(this.#onTheWay(dialTimeout(this.#address)));
  }

  /** The address as it stands in errors of the dial: with the local one when that was asked for. */
  get #dialled(): string {
    const { localAddress } = this.#settings;
    return localAddress === undefined ? this.#address : `${joinHostPort(localAddress, 0)}->${this.#address}`;
  }

  #onResolved(resolution: Resolution): void {
    if (this.#phase !== 'resolving') return;
    if (resolution.failure !== undefined) {
      this.#fail(this.#onTheWay(resolution.failure));
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
      readBuffer: this.#readsStream ? undefined : this.#shared.readBuffer,
    };
    try {
      this.#socket =
        this.#proxy === undefined && this.pool.origin.secure
          ? this.#measured(openTlsSocket(settings, this.#tlsSettings(), this))
          : openTcpSocket(settings, this);
    } catch (error) {
      // A port or local address that Node refuses before it tries.
      this.#fail(this.#onTheWay(dialFailure(error as SocketError, this.#dialled)));
    }
  }

  #tlsSettings(): TlsSettings {
    const { serverName, hostname } = this.pool.origin;
    const { settings: run, secureContexts } = this.#shared;
    const { protocol } = this.#settings;
    const name = protocol?.serverName ?? serverName;
    return {
      secureContext: protocol?.secureContext ?? secureContexts.contextFor(hostname),
      ...(name === undefined ? {} : { servername: name }),
      ALPNProtocols: [...(protocol?.alpn ?? (run.http2 ? ['h2', 'http/1.1'] : ['http/1.1']))],
      requestOCSP: true,
      onKeyLog: run.onKeyLog,
    };
  }

  #measured(socket: OwnedSocket): OwnedSocket {
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
    this.#remote = { remoteIp: socket.remoteAddress ?? '', remotePort: socket.remotePort ?? 0 };
    this.#handshakeStartMs = this.#connectedMs;
    if (this.#proxy !== undefined && this.#readsStream) this.#passProxy(socket, this.#proxy);
    else if (this.#proxy === undefined && this.pool.origin.secure) this.#phase = 'handshaking';
    else this.#succeed(socket, undefined, false);
  }

  #passProxy(socket: OwnedSocket, proxy: ProxyServer): void {
    this.#phase = 'passing';
    new ProxyHop({
      shared: this.#shared,
      proxy,
      origin: this.pool.origin,
      needsTunnel: this.#needsTunnel,
      socket: this.#measured(socket),
      endpoints: this.#endpoints,
      proxyAddress: this.#address,
      listener: this,
    }).start();
  }

  onPassed(socket: OwnedSocket): void {
    if (this.#phase !== 'passing') return;
    const { protocol } = this.#settings;
    changeOwner(socket, this);
    this.#socket = this.#measured(socket);
    if (this.pool.origin.secure) {
      this.#phase = 'handshaking';
      this.#handshakeStartMs = this.#shared.clock.now();
      this.#socket = this.#measured(openTlsOver(socket, this.#tlsSettings(), this));
      if (protocol === undefined) readAsStream(this.#socket);
    } else {
      if (protocol !== undefined) disown(socket);
      this.#succeed(socket, undefined, false);
    }
  }

  onRefused(failure: TransportFailure): void {
    this.#fail(failure);
  }

  onSecure(): void {
    const socket = this.#socket as TLSSocket | undefined;
    if (socket === undefined || this.#phase !== 'handshaking') return;
    const { clock, settings } = this.#shared;
    if (this.#isForRequest) this.request.tlsHandshakingMs = clock.now() - this.#handshakeStartMs;
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
    if (this.#phase === 'connecting') this.#fail(this.#onTheWay(dialFailure(error, this.#dialled)));
    else this.#fail(tlsFailure(error) ?? connectionFailure(error, this.#endpoints));
  }

  onClose(): void {
    this.#fail(EOF);
  }

  get #needsTunnel(): boolean {
    return this.#settings.protocol !== undefined || forwarderOf(this.pool.origin) === undefined;
  }

  /** Not from the buffer of the thread: for code that reads by itself, and where TLS may follow on the socket. */
  get #readsStream(): boolean {
    if (this.#settings.protocol !== undefined) return true;
    return this.#proxy !== undefined && (this.#needsTunnel || this.#proxy.kind === 'https');
  }

  #onTheWay(failure: TransportFailure): TransportFailure {
    const isProxied = this.#proxy !== undefined && this.#settings.protocol === undefined;
    return isProxied ? proxyConnectFailure(failure) : failure;
  }

  /** False once the request has got another connection. */
  get #isForRequest(): boolean {
    return this.request.carrier === this;
  }

  #succeed(socket: OwnedSocket, tls: Peer['tls'], isHttp2: boolean): void {
    if (!this.#end()) return;
    const peer: Peer = { ...this.#remote, tls };
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
