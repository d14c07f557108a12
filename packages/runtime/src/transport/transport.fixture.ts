import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { ConnectionOptions } from './connection-options.ts';
import { createHttpTransport } from './http-transport.ts';
import { localClock } from './sync/local-clock.ts';
import type { Traffic } from './traffic.ts';
import type { HttpTransport, RequestTarget, WireRequest, WireResponse } from './transport.ts';
import { createTransportShared, type TransportSettings, type TransportShared } from './transport-shared.ts';

export const CONNECTION_OPTIONS: ConnectionOptions = {
  batch: 20,
  batchPerHost: 6,
  noConnectionReuse: false,
  insecureSkipTLSVerify: false,
  tlsVersion: undefined,
  tlsCipherSuites: undefined,
  tlsAuth: [],
  hosts: {},
  deniedTargets: [],
  blockHostnames: [],
  blacklistIPs: [],
  dns: { ttlMs: 60_000, select: 'first', policy: 'preferIPv4' },
};

const CERTIFICATES = new URL('../../../../tests/conformance/target/certs/', import.meta.url);

/** Key material of the conformance target: valid for localhost and the loopback addresses. */
export function certificate(
  name: 'ca.crt' | 'server.crt' | 'server.key' | 'client.crt' | 'client.key',
): string {
  return readFileSync(new URL(name, CERTIFICATES), 'utf8');
}

export const CA_FILE: string = new URL('ca.crt', CERTIFICATES).pathname;

export interface RunningServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Connections accepted so far. */
  readonly sockets: Socket[];
}

/** Starts any server on a free loopback port. */
export async function listen(server: Server, scheme = 'http'): Promise<RunningServer> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server of raw bytes: `onRequest` gets each piece that comes and the number of the connection. */
export function rawServer(
  onRequest: (socket: Socket, text: string, connection: number) => void,
): Promise<RunningServer> {
  let connections = 0;
  return listen(
    createServer((socket) => {
      connections++;
      const connection = connections;
      socket.on('data', (data) => onRequest(socket, data.toString('latin1'), connection));
    }),
  );
}

/** A transport of one VU with its own thread-wide state. */
export class TestClient implements Disposable {
  readonly shared: TransportShared;
  readonly traffic: Traffic = { sent: 0, received: 0 };
  readonly transport: HttpTransport;

  constructor(
    options: Partial<ConnectionOptions> = {},
    settings: Partial<TransportSettings> = {},
    localAddress?: string,
  ) {
    this.shared = createTransportShared({
      options: { ...CONNECTION_OPTIONS, ...options },
      clock: localClock,
      http2: true,
      ...settings,
    });
    this.transport = createHttpTransport(this.shared, this.traffic, localAddress);
  }

  request(url: string, change: Partial<WireRequest> & { timeoutMs?: number } = {}): WireRequest {
    const { timeoutMs = 10_000, ...rest } = change;
    return {
      method: 'GET',
      target: targetOf(url),
      headers: [],
      host: undefined,
      body: null,
      sendZeroLength: false,
      deadlineMs: this.shared.clock.now() + timeoutMs,
      discardBody: false,
      ...rest,
    };
  }

  fetch(url: string, change: Partial<WireRequest> & { timeoutMs?: number } = {}): Promise<WireResponse> {
    return new Promise((resolve) => {
      this.transport.send(this.request(url, change), resolve);
    });
  }

  [Symbol.dispose](): void {
    this.transport.destroy();
    this.shared[Symbol.dispose]();
  }
}

export function targetOf(url: string): RequestTarget {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const secure = protocol === 'https:';
  return {
    secure,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    authority: host,
    path: `${pathname}${search}`,
  };
}
