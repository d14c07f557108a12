import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { certificate, listen, type RunningServer } from '../transport.fixture.ts';

/** A proxy that takes every name for this machine and writes down what it was asked. */
export interface RecordingProxy extends RunningServer {
  readonly asked: string[];
}

interface ProxyRules {
  readonly secure?: boolean;
  /** `user:password` it insists on. */
  readonly credentials?: string;
  /** What CONNECT is answered with instead of a tunnel. */
  readonly refusal?: string;
}

/** Forwards requests in absolute form and opens tunnels. */
export async function httpProxy(rules: ProxyRules = {}): Promise<RecordingProxy> {
  const asked: string[] = [];
  const isAllowed = (incoming: IncomingMessage) => {
    const { credentials } = rules;
    if (credentials === undefined) return true;
    const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
    return incoming.headers['proxy-authorization'] === expected;
  };
  const identity = { key: certificate('server.key'), cert: certificate('server.crt') };
  const server = rules.secure === true ? createSecureServer(identity) : createServer();
  server.on('request', (incoming, answer) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (!isAllowed(incoming)) {
      answer.writeHead(407).end('credentials, please');
      return;
    }
    const url = new URL(incoming.url ?? '');
    url.hostname = '127.0.0.1';
    const { method, headers } = incoming;
    const onward = request(url, { method: method ?? 'GET', headers }, (response) => {
      answer.writeHead(response.statusCode ?? 0, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    if (!isAllowed(incoming)) socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    else if (rules.refusal !== undefined) socket.end(rules.refusal);
    else {
      const onward = connectHere(Number(incoming.url?.split(':').at(-1)), socket);
      onward.on('connect', () => socket.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n'));
    }
  });
  const running = await listen(server, rules.secure === true ? 'https' : 'http');
  return Object.assign(running, { asked });
}

interface SocksRules {
  readonly credentials?: string;
  /** Number of the reply to a wish to connect. */
  readonly reply?: number;
}

/** SOCKS5 written from RFC 1928 and 1929; a byte at a time must do for its client as well. */
export async function socksProxy(rules: SocksRules = {}): Promise<RecordingProxy> {
  const asked: string[] = [];
  const server = createTcpServer((socket) => {
    void serveSocks(socket, rules, asked).catch(() => socket.destroy());
  });
  const running = await listen(server, 'socks5');
  return Object.assign(running, { asked });
}

async function serveSocks(socket: Socket, rules: SocksRules, asked: string[]): Promise<void> {
  const take = (length: number) => readExactly(socket, length);
  const [, methodCount = 0] = await take(2);
  const methods = [...(await take(methodCount))];
  const method = rules.credentials === undefined ? 0 : 2;
  if (!methods.includes(method)) {
    socket.end(Buffer.from([5, 0xff]));
    return;
  }
  socket.write(Buffer.from([5, method]));
  if (method === 2) {
    const [, nameLength = 0] = await take(2);
    const name = (await take(nameLength)).toString();
    const [passwordLength = 0] = await take(1);
    const given = `${name}:${(await take(passwordLength)).toString()}`;
    socket.write(Buffer.from([1, given === rules.credentials ? 0 : 1]));
    if (given !== rules.credentials) {
      socket.end();
      return;
    }
  }
  const [, , , type = 0] = await take(4);
  const nameLength = type === 3 ? ((await take(1))[0] ?? 0) : type === 1 ? 4 : 16;
  const address = await take(nameLength);
  const port = (await take(2)).readUInt16BE();
  const host = type === 3 ? address.toString() : [...address].join('.');
  asked.push(`${host}:${port}`);
  const reply = rules.reply ?? 0;
  if (reply !== 0) {
    socket.end(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]));
    return;
  }
  const onward = connectHere(port, socket);
  await once(onward, 'connect');
  for (const byte of [5, 0, 0, 1, 127, 0, 0, 1, 0, 80]) socket.write(Buffer.from([byte]));
}

async function readExactly(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = length === 0 ? Buffer.alloc(0) : (socket.read(length) as Buffer | null);
    if (bytes !== null) return bytes;
    await once(socket, 'readable');
  }
}

function connectHere(port: number, socket: Socket): Socket {
  const onward = connect(port, '127.0.0.1');
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
  socket.on('close', () => onward.destroy());
  onward.pipe(socket);
  socket.pipe(onward);
  return onward;
}

/** A port at which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
