import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { UserError } from '@squall/core';
import { WebSocketServer } from 'ws';
import type { Peer } from '../peer.ts';
import { closeSoon, peerOf } from './web-socket-peer.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** PEM. With it agents connect over `wss://`. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
}

/** Where agents can connect. */
export interface AgentListener {
  readonly address: { readonly host: string; readonly port: number };
  /** Takes no more connections and ends those that are there. */
  close(): Promise<void>;
}

/** Setup data and summaries travel as one message each; frames and archive chunks are far smaller. */
const MAX_MESSAGE_BYTES = 128 * 1024 * 1024;

/** Opens the port of a coordinator and hands every connection to the pool. @throws UserError */
export async function listenForAgents(
  { host, port, tls }: ListenOptions,
  pool: { accept(peer: Peer): void },
): Promise<AgentListener> {
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  const connections = trackConnections(server);
  server.on('request', (_, response: ServerResponse) => explain(response));
  const sockets = new WebSocketServer({
    server,
    path: '/',
    maxPayload: MAX_MESSAGE_BYTES,
  });
  sockets.on('connection', (socket) => pool.accept(peerOf(socket)));
  await listen(server, sockets, { host, port });
  const address = server.address() as AddressInfo;
  return {
    address: { host: address.address, port: address.port },
    close: () => close(server, sockets, connections),
  };
}

function createTlsServer(tls: NonNullable<ListenOptions['tls']>): Server {
  try {
    return createSecureServer({ cert: tls.cert, key: tls.key });
  } catch (error) {
    throw new UserError('CANNOT_LISTEN', `the TLS certificate cannot be used: ${(error as Error).message}`, {
      hint: 'certificate and key must be PEM files that belong together',
    });
  }
}

function trackConnections(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  return connections;
}

/** For people who open the address in a browser. */
function explain(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  response.end('This is a coordinator of Squall. Agents join it with: squall agent --join <this address>\n');
}

function listen(
  server: Server,
  sockets: WebSocketServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    // The WebSocket server repeats the errors of the server below it.
    sockets.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen({ host, port }, () => {
      sockets.removeAllListeners('error').on('error', () => undefined);
      resolve();
    });
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'this user may not listen there',
  ENOTFOUND: 'there is no such host',
};

function cannotListen({ code = '', message }: NodeJS.ErrnoException, host: string, port: number): UserError {
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new UserError('CANNOT_LISTEN', `cannot listen on ${where}: ${REASONS[code] ?? message}`, {
    hint: 'choose another address with --listen',
  });
}

async function close(
  server: Server,
  sockets: WebSocketServer,
  connections: ReadonlySet<Socket>,
): Promise<void> {
  const ended = new Promise<void>((resolve) => sockets.close(() => resolve()));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets.clients) closeSoon(socket);
  await ended;
  // Those that never became WebSockets.
  for (const connection of connections) connection.destroy();
  await closed;
}
