import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { connectionFailure, EOF, joinHostPort, type SocketError } from '../failure.ts';
import type { Origin } from '../origin.ts';
import {
  changeOwner,
  type OwnedSocket,
  openTlsOver,
  readAsStream,
  type SocketOwner,
} from '../socket-owner.ts';
import { tlsFailure } from '../tls/tls-failure.ts';
import { verifyServer } from '../tls/verify-server.ts';
import type { TransportFailure } from '../transport.ts';
import type { TransportShared } from '../transport-shared.ts';
import { ConnectTunnel } from './connect-tunnel.ts';
import { proxyConnectFailure } from './proxy-connect-failure.ts';
import type { ProxyServer } from './proxy-server.ts';
import { SocksTunnel } from './socks-tunnel.ts';
import type { Tunnel } from './tunnel.ts';

/** Exactly one of these is called. */
export interface HopListener {
  /** The connection leads to the target, or to a proxy that takes requests for it. */
  onPassed(socket: OwnedSocket): void;
  onRefused(failure: TransportFailure): void;
}

export interface HopSettings {
  readonly shared: TransportShared;
  readonly proxy: ProxyServer;
  readonly origin: Origin;
  /** False when the proxy takes whole requests. */
  readonly needsTunnel: boolean;
  /** Connected to the proxy. */
  readonly socket: OwnedSocket;
  readonly endpoints: string;
  readonly proxyAddress: string;
  readonly listener: HopListener;
}

/** The part of a dial between TCP and the target: TLS to the proxy if it wants that, and the tunnel. */
export class ProxyHop implements SocketOwner {
  readonly #settings: HopSettings;
  #socket: OwnedSocket;
  #tunnel: Tunnel | undefined;
  #isOver = false;

  constructor(settings: HopSettings) {
    this.#settings = settings;
    this.#socket = settings.socket;
  }

  start(): void {
    changeOwner(this.#socket, this);
    if (this.#settings.proxy.kind === 'https') this.#secure();
    else this.#dig();
  }

  onSecure(): void {
    const { shared, proxy } = this.#settings;
    const socket = this.#socket as unknown as TLSSocket;
    const failure = shared.settings.options.insecureSkipTLSVerify
      ? undefined
      : verifyServer(socket, proxy.hostname, shared.clock.wallMs());
    if (failure === undefined) this.#dig();
    else this.#refuse(proxyConnectFailure(failure));
  }

  onData(bytes: Buffer, length: number): void {
    if (this.#isOver || this.#tunnel === undefined) return;
    const step = this.#tunnel.feed(Buffer.from(bytes.subarray(0, length)));
    if (step.kind === 'send') this.#socket.write(step.bytes);
    else if (step.kind === 'failed') this.#refuse(step.failure);
    else if (step.kind === 'open') this.#pass();
  }

  onError(error: SocketError): void {
    const { endpoints } = this.#settings;
    this.#refuse(tlsFailure(error) ?? connectionFailure(error, endpoints));
  }

  onEnd(): void {
    this.#hangUp();
  }

  onClose(): void {
    this.#hangUp();
  }

  onConnect(): void {}

  onOcspStaple(): void {}

  #secure(): void {
    const { shared, proxy } = this.#settings;
    this.#socket = openTlsOver(
      this.#socket,
      {
        secureContext: shared.secureContexts.contextFor(proxy.hostname),
        ...(isIP(proxy.hostname) === 0 ? { servername: proxy.hostname } : {}),
        ALPNProtocols: ['http/1.1'],
        requestOCSP: false,
        onKeyLog: shared.settings.onKeyLog,
      },
      this,
    );
  }

  #dig(): void {
    const { proxy, origin, needsTunnel, proxyAddress } = this.#settings;
    readAsStream(this.#socket);
    if (!needsTunnel) {
      this.#pass();
      return;
    }
    const { hostname, port } = origin;
    this.#tunnel =
      proxy.kind === 'socks5'
        ? new SocksTunnel(proxy, { hostname, port, proxyAddress })
        : new ConnectTunnel(proxy, joinHostPort(hostname, port));
    this.#socket.write(this.#tunnel.opening);
  }

  #pass(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#settings.listener.onPassed(this.#socket);
  }

  #hangUp(): void {
    if (this.#tunnel === undefined) this.#refuse(proxyConnectFailure(EOF));
    else this.#refuse(this.#tunnel.endFailure());
  }

  #refuse(failure: TransportFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.destroy();
    this.#settings.listener.onRefused(failure);
  }
}
