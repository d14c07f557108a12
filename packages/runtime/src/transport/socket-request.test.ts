import { createServer } from 'node:tls';
import { expect, test } from 'vitest';
import { CA_FILE, certificate, listen, rawServer, TestClient } from './transport.fixture.ts';
import type { OpenedSocket, SocketCall, SocketOutcome } from './transport.ts';

const IDENTITY = { key: certificate('server.key'), cert: certificate('server.crt') };

function open(client: TestClient, call: Partial<SocketCall> & { port: number }): Promise<SocketOutcome> {
  const whole = { secure: false, hostname: '127.0.0.1', protocol: { alpn: [] }, ...call };
  return new Promise((resolve) => {
    client.transport.openSocket(whole, resolve);
  });
}

async function opened(client: TestClient, call: Partial<SocketCall> & { port: number }) {
  const outcome = await open(client, call);
  expect(outcome.failure).toBeUndefined();
  return (outcome as { opened: OpenedSocket }).opened;
}

test('a plain socket is read like any stream, and its bytes are counted', async () => {
  await using server = await rawServer((socket, text) => socket.end(text.toUpperCase()));
  using client = new TestClient();
  const connection = await opened(client, { port: server.port });
  connection.socket.write('hello');
  const pieces: Buffer[] = [];
  for await (const piece of connection.socket) pieces.push(piece as Buffer);
  connection.countTraffic();
  expect(Buffer.concat(pieces).toString()).toBe('HELLO');
  expect(client.traffic).toEqual({ sent: 5, received: 5 });
  expect(connection.remoteIp).toBe('127.0.0.1');
});

test('a secure socket offers what its protocol asks for and trusts what it brings', async () => {
  await using server = await listen(createServer({ ...IDENTITY, ALPNProtocols: ['mine'] }), 'tls');
  using client = new TestClient();
  const call = { port: server.port, secure: true };
  const refused = await open(client, { ...call, protocol: { alpn: ['mine'] } });
  expect(refused.failure?.full).toBe(
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  );
  const secureContext = client.transport.createSecureContext({ ca: [certificate('ca.crt')] });
  const trusted = await opened(client, { ...call, protocol: { alpn: ['mine'], secureContext } });
  expect(trusted.alpn).toBe('mine');
  expect(trusted.tls?.version).toBe('tls1.3');
});

test('the certificate must have the name the protocol gives', async () => {
  await using server = await listen(createServer(IDENTITY), 'tls');
  using client = new TestClient({}, { caFile: CA_FILE });
  const protocol = { alpn: [], serverName: 'wrong.test' };
  const refused = await open(client, { port: server.port, secure: true, protocol });
  expect(refused.failure?.full).toContain('not wrong.test');
});

test('a failure to connect is told', async () => {
  using client = new TestClient();
  const outcome = await open(client, { port: 1 });
  expect(outcome.failure?.full).toBe('dial tcp 127.0.0.1:1: connect: connection refused');
});

test('nothing is told of a call that was given up, and its connection is closed', async () => {
  await using server = await rawServer(() => {});
  using client = new TestClient();
  let isTold = false;
  const call = { secure: false, hostname: '127.0.0.1', port: server.port, protocol: { alpn: [] } };
  client.transport
    .openSocket(call, () => {
      isTold = true;
    })
    .cancel();
  await opened(client, { port: server.port });
  expect(isTold).toBe(false);
});

test('sockets end with the VU', async () => {
  await using server = await rawServer(() => {});
  const client = new TestClient();
  const { socket } = await opened(client, { port: server.port });
  client[Symbol.dispose]();
  expect(socket.destroyed).toBe(true);
});

test('sockets leave from the address that the VU was given', async () => {
  let from: string | undefined;
  await using server = await rawServer((socket) => {
    from = socket.remoteAddress;
    socket.end('seen');
  });
  using client = new TestClient({}, {}, '127.0.0.5');
  const { socket } = await opened(client, { port: server.port });
  socket.write('x');
  await new Promise((resolve) => socket.once('data', resolve));
  expect(from).toBe('127.0.0.5');
});
