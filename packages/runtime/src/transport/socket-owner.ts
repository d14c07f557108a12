import { connect as connectTcp, type Socket } from 'node:net';
import {
  connect as connectTls,
  type SecureContext,
  type ConnectionOptions as TlsConnectOptions,
} from 'node:tls';

/**
 * What listens to a socket: a dial, later the connection that came of it. All sockets share the same few listener
 * functions, which find the owner through the socket, so that a connection needs no closures of its own.
 */
export interface SocketOwner {
  onConnect(): void;
  onSecure(): void;
  /** The bytes are gone when this returns. */
  onData(bytes: Buffer, length: number): void;
  onEnd(): void;
  onError(error: Error): void;
  onClose(): void;
  onOcspStaple(staple: Buffer | null): void;
}

const OWNER: unique symbol = Symbol('squall.socket-owner') as never;

/** A socket with its owner. */
export type OwnedSocket = Socket & { [OWNER]: SocketOwner };

export interface SocketSettings {
  readonly ip: string;
  readonly port: number;
  readonly localAddress: string | undefined;
  /**
   * All sockets of a thread read into this one: data is dealt with before the next read. Without it the socket is
   * a stream like any other, for its future owner to read.
   */
  readonly readBuffer: Buffer | undefined;
}

const KEEP_ALIVE_PROBE_MS = 30_000;

export function openTcpSocket(settings: SocketSettings, owner: SocketOwner): OwnedSocket {
  const socket = connectTcp({
    ...addressOptions(settings),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
  });
  return listen(socket, owner);
}

/** What `node:tls` needs beyond the address. */
export interface TlsSettings {
  readonly secureContext: SecureContext;
  readonly servername?: string;
  readonly ALPNProtocols: string[];
  readonly requestOCSP: boolean;
  readonly onKeyLog: ((line: Buffer) => void) | undefined;
}

/** The certificate is not checked here: `secureConnect` comes first, so that Go's order of checks can be kept. */
export function openTlsSocket(settings: SocketSettings, tls: TlsSettings, owner: SocketOwner): OwnedSocket {
  const { onKeyLog, ...options } = tls;
  const socket = connectTls({
    ...addressOptions(settings),
    ...options,
    rejectUnauthorized: false,
  } as TlsConnectOptions);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_PROBE_MS);
  socket.on('secureConnect', notifySecure);
  socket.on('OCSPResponse', notifyOcspStaple);
  if (onKeyLog !== undefined) socket.on('keylog', onKeyLog);
  return listen(socket, owner);
}

/** TLS over a connection that is open already. Its bytes come as those of a stream, see `readAsStream`. */
export function openTlsOver(inner: OwnedSocket, tls: TlsSettings, owner: SocketOwner): OwnedSocket {
  const { onKeyLog, ...options } = tls;
  const socket = connectTls({ socket: disown(inner), ...options, rejectUnauthorized: false });
  socket.on('secureConnect', notifySecure);
  socket.on('OCSPResponse', notifyOcspStaple);
  if (onKeyLog !== undefined) socket.on('keylog', onKeyLog);
  return listen(socket, owner);
}

/** Tells the owner of the bytes of a socket without a read buffer of its own. */
export function readAsStream(socket: OwnedSocket): void {
  socket.on('data', notifyChunk);
}

export function changeOwner(socket: OwnedSocket, owner: SocketOwner): void {
  socket[OWNER] = owner;
}

/** Hands the socket to code that listens by itself. */
export function disown(socket: OwnedSocket): Socket {
  socket[OWNER] = NOBODY;
  return socket.off('data', notifyChunk);
}

function addressOptions(settings: SocketSettings) {
  return {
    host: settings.ip,
    port: settings.port,
    ...(settings.localAddress === undefined ? {} : { localAddress: settings.localAddress }),
    ...(settings.readBuffer === undefined
      ? {}
      : { onread: { buffer: settings.readBuffer, callback: notifyData } }),
  };
}

function listen(socket: Socket, owner: SocketOwner): OwnedSocket {
  const owned = socket as OwnedSocket;
  owned[OWNER] = owner;
  owned.on('connect', notifyConnect);
  owned.on('end', notifyEnd);
  owned.on('error', notifyError);
  owned.on('close', notifyClose);
  return owned;
}

/** Hot path: Node calls it as a method of the socket. */
function notifyData(this: unknown, length: number, bytes: Uint8Array): boolean {
  (this as OwnedSocket)[OWNER].onData(bytes as Buffer, length);
  return true;
}

function notifyChunk(this: Socket, chunk: Buffer): void {
  (this as OwnedSocket)[OWNER].onData(chunk, chunk.length);
}

function notifyConnect(this: Socket): void {
  (this as OwnedSocket)[OWNER].onConnect();
}

function notifySecure(this: Socket): void {
  (this as OwnedSocket)[OWNER].onSecure();
}

function notifyOcspStaple(this: Socket, staple: Buffer | null): void {
  (this as OwnedSocket)[OWNER].onOcspStaple(staple);
}

function notifyEnd(this: Socket): void {
  (this as OwnedSocket)[OWNER].onEnd();
}

function notifyError(this: Socket, error: Error): void {
  (this as OwnedSocket)[OWNER].onError(error);
}

function notifyClose(this: Socket): void {
  (this as OwnedSocket)[OWNER].onClose();
}

const NOBODY: SocketOwner = {
  onConnect() {},
  onSecure() {},
  onData() {},
  onEnd() {},
  onError() {},
  onClose() {},
  onOcspStaple() {},
};
