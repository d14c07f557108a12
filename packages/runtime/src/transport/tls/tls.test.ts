import { createServer, type ServerOptions } from 'node:https';
import { createServer as createNetServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect, test } from 'vitest';
import {
  CA_FILE,
  CONNECTION_OPTIONS,
  certificate,
  listen,
  rawServer,
  TestClient,
} from '../transport.fixture.ts';
import { SecureContexts } from './secure-contexts.ts';

const IDENTITY = { key: certificate('server.key'), cert: certificate('server.crt') };

function httpsServer(options: ServerOptions = {}) {
  return listen(
    createServer({ ...IDENTITY, ...options }, (request, response) => {
      response.end(`${(request.socket as { servername?: string }).servername ?? 'none'}`);
    }),
    'https',
  );
}

test('a trusted server is reached; version, cipher and handshake are reported', async () => {
  await using server = await httpsServer({ honorCipherOrder: false });
  using client = new TestClient({}, { caFile: CA_FILE });
  const first = await client.fetch(server.url);
  const second = await client.fetch(server.url);
  expect(first.tls).toEqual({
    version: 'tls1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    ocspStaple: undefined,
  });
  expect(first.timings.tlsHandshaking).toBeGreaterThan(0);
  expect(second.timings).toMatchObject({ connecting: 0, tlsHandshaking: 0 });
  expect(server.sockets.length).toBe(1);
});

test('traffic counts the encrypted bytes and the handshake', async () => {
  await using server = await httpsServer();
  using client = new TestClient({ insecureSkipTLSVerify: true });
  await client.fetch(server.url);
  const [socket] = server.sockets;
  expect(client.traffic.sent).toBe(socket?.bytesRead);
  // Session tickets may be on their way.
  expect(client.traffic.received).toBeGreaterThan(600);
  expect(client.traffic.received).toBeLessThanOrEqual(socket?.bytesWritten ?? 0);
});

test('the name goes out as SNI, an address does not', async () => {
  await using server = await httpsServer();
  using client = new TestClient({}, { caFile: CA_FILE });
  expect((await client.fetch(`https://localhost:${server.port}/`)).text()).toBe('localhost');
  expect((await client.fetch(server.url)).text()).not.toBe('127.0.0.1');
});

test.each([
  {
    name: 'an authority nobody knows',
    host: '127.0.0.1',
    settings: {},
    code: 1310,
    short: 'x509: unknown authority',
    full: 'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  },
  {
    name: 'another name',
    host: 'wrong.test',
    settings: { caFile: CA_FILE },
    code: 1311,
    short: "x509: certificate doesn't match hostname",
    full: 'tls: failed to verify certificate: x509: certificate is valid for localhost, *.localhost, not wrong.test',
  },
  {
    name: 'another name from an authority nobody knows',
    host: 'wrong.test',
    settings: {},
    code: 1311,
    short: "x509: certificate doesn't match hostname",
    full: 'tls: failed to verify certificate: x509: certificate is valid for localhost, *.localhost, not wrong.test',
  },
])('$name is refused with code $code', async ({ host, settings, code, short, full }) => {
  await using server = await httpsServer();
  using client = new TestClient({ hosts: { 'wrong.test': '127.0.0.1' } }, settings);
  const response = await client.fetch(`https://${host}:${server.port}/`);
  expect(response.failure).toEqual({ code, short, full });
  expect(response.timings.tlsHandshaking).toBe(0);
});

test('insecureSkipTLSVerify takes any certificate', async () => {
  await using server = await httpsServer();
  using client = new TestClient({ insecureSkipTLSVerify: true });
  expect((await client.fetch(server.url)).status).toBe(200);
});

test('tlsVersion and tlsCipherSuites limit what is offered', async () => {
  await using server = await httpsServer();
  using client = new TestClient({
    insecureSkipTLSVerify: true,
    tlsVersion: { min: 'tls1.2', max: 'tls1.2' },
    tlsCipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
  });
  expect((await client.fetch(server.url)).tls).toMatchObject({
    version: 'tls1.2',
    cipherSuite: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  });
});

test('a maximum below the default minimum is honoured', async () => {
  await using server = await httpsServer({
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'ALL:@SECLEVEL=0',
  });
  using client = new TestClient({ insecureSkipTLSVerify: true, tlsVersion: { max: 'tls1.1' } });
  expect((await client.fetch(server.url)).tls).toMatchObject({ version: 'tls1.1' });
});

test('a client certificate is sent where its domains allow it', async () => {
  await using server = await httpsServer({
    ca: certificate('ca.crt'),
    requestCert: true,
    maxVersion: 'TLSv1.2',
  });
  const identity = { cert: certificate('client.crt'), key: certificate('client.key') };
  using everywhere = new TestClient({ insecureSkipTLSVerify: true, tlsAuth: [identity] });
  expect((await everywhere.fetch(server.url)).status).toBe(200);
  using elsewhere = new TestClient({
    insecureSkipTLSVerify: true,
    tlsAuth: [{ ...identity, domains: ['other.test'] }],
  });
  expect((await elsewhere.fetch(server.url)).failure).toMatchObject({
    code: 1010,
    short: 'remote error: tls: handshake failure',
  });
  using there = new TestClient({
    insecureSkipTLSVerify: true,
    tlsAuth: [{ ...identity, domains: ['*.localhost', 'localhost'] }],
  });
  expect((await there.fetch(`https://localhost:${server.port}/`)).status).toBe(200);
});

test('HTTPS to a plain HTTP server says so', async () => {
  await using server = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  using client = new TestClient();
  expect((await client.fetch(`https://127.0.0.1:${server.port}/`)).failure).toEqual({
    code: 1301,
    short: 'tls: first record does not look like a TLS handshake',
    full: 'http: server gave HTTP response to HTTPS client',
  });
});

test('a server that hangs up during the handshake gives EOF, one that is silent a timeout', async () => {
  await using closing = await rawServer((socket) => socket.end());
  await using silent = await listen(createNetServer(() => {}));
  using client = new TestClient();
  expect((await client.fetch(`https://127.0.0.1:${closing.port}/`)).failure).toMatchObject({ short: 'EOF' });
  const timedOut = await client.fetch(`https://127.0.0.1:${silent.port}/`, { timeoutMs: 600 });
  expect(timedOut.failure).toMatchObject({ code: 1050, short: 'request timeout' });
});

test('a stapled OCSP response is handed out', async () => {
  const tlsServer = createTlsServer(IDENTITY, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  });
  tlsServer.on('OCSPRequest', (_certificate, _issuer, callback) => callback(null, Buffer.from('staple')));
  await using server = await listen(tlsServer, 'https');
  using client = new TestClient({ insecureSkipTLSVerify: true });
  expect((await client.fetch(server.url)).tls?.ocspStaple).toEqual(Buffer.from('staple'));
});

test('key log lines reach the hook', async () => {
  await using server = await httpsServer();
  const lines: string[] = [];
  using client = new TestClient(
    { insecureSkipTLSVerify: true },
    { onKeyLog: (line) => lines.push(line.toString()) },
  );
  await client.fetch(server.url);
  expect(lines.some((line) => line.startsWith('CLIENT_TRAFFIC_SECRET_0 '))).toBe(true);
});

test('material of a script is read once, and the one not used for longest is forgotten', () => {
  const contexts = new SecureContexts(CONNECTION_OPTIONS, CA_FILE);
  const ca = [certificate('ca.crt')];
  const first = contexts.own({ ca });
  expect(contexts.own({ ca: [...ca] })).toBe(first);
  expect(contexts.own({})).not.toBe(first);
  for (let i = 0; i < 40; i++) contexts.own({ ca: new Array<string>(i + 2).fill(ca[0] ?? '') });
  expect(contexts.own({ ca })).not.toBe(first);
});
