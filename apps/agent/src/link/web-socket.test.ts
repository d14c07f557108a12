import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { listenForAgents, type Peer } from '@squall/coordinator';
import { expect, onTestFinished, test } from 'vitest';
import type { Connection } from './connection.ts';
import { webSocketDial } from './web-socket.ts';

const certificate = (name: string) =>
  fileURLToPath(new URL(`../../../../tests/conformance/target/certs/${name}`, import.meta.url));

async function listen(isSecure = false) {
  const peers: Peer[] = [];
  const received: unknown[] = [];
  const tls = isSecure
    ? { cert: readFileSync(certificate('server.crt')), key: readFileSync(certificate('server.key')) }
    : undefined;
  const pool = {
    accept: (peer: Peer) => {
      peers.push(peer);
      peer.listen({
        message: (data) => void received.push(typeof data === 'string' ? data : [...data]),
        closed: () => void received.push('closed'),
      });
    },
  };
  const listener = await listenForAgents(
    { host: '127.0.0.1', port: 0, ...(tls === undefined ? {} : { tls }) },
    pool,
  );
  onTestFinished(() => listener.close());
  return { peers, received, url: `${isSecure ? 'wss' : 'ws'}://127.0.0.1:${listener.address.port}` };
}

function dial(url: string, caFile?: string) {
  const heard: unknown[] = [];
  const connection: Connection = webSocketDial(
    url,
    caFile,
  )({
    opened: () => void heard.push('opened'),
    message: (data) => void heard.push(data),
    closed: (reason) => void heard.push(`closed: ${reason}`),
  });
  onTestFinished(() => connection.abandon());
  return { heard, connection };
}

test('text and bytes arrive on both sides as what they are', async () => {
  const { peers, received, url } = await listen();
  const { heard, connection } = dial(url);
  await expect.poll(() => heard).toEqual(['opened']);
  connection.send('text');
  connection.send(Uint8Array.of(1, 2));
  await expect.poll(() => received).toEqual(['text', [1, 2]]);
  peers[0]?.send(Uint8Array.of(3));
  peers[0]?.send('more');
  await expect.poll(() => heard).toEqual(['opened', Uint8Array.of(3), 'more']);
});

test('what was sent before closing arrives', async () => {
  const { received, url } = await listen();
  const { heard, connection } = dial(url);
  await expect.poll(() => heard).toEqual(['opened']);
  connection.send('goodbye');
  connection.close();
  await expect.poll(() => received).toEqual(['goodbye', 'closed']);
  await expect.poll(() => heard.at(-1)).toBe('closed: the connection was closed');
});

test('trusts a coordinator whose authority it is told of', async () => {
  const { url } = await listen(true);
  const { heard } = dial(url, certificate('ca.crt'));
  await expect.poll(() => heard).toEqual(['opened']);
});

test('does not trust another one', async () => {
  const { url } = await listen(true);
  const { heard } = dial(url);
  await expect.poll(() => heard).toEqual(['closed: unable to verify the first certificate']);
});

test.each([
  ['nobody listens', 'ws://127.0.0.1:1', 'closed: connection refused'],
  ['there is no such machine', 'ws://nowhere.invalid:6566', /closed: getaddrinfo/],
])('says why when %s', async (_what, url, reason) => {
  const { heard } = dial(url);
  await expect.poll(() => heard[0], { timeout: 10_000 }).toMatch(reason);
});

test('says so when something else listens there', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address() as { readonly port: number };
  const { heard } = dial(`ws://127.0.0.1:${address.port}`);
  await expect.poll(() => heard).toEqual(['closed: Unexpected server response: 404']);
});

test('a file of authorities that is not there is an error of the user', () => {
  expect(() => webSocketDial('wss://127.0.0.1', '/nonexistent.pem')).toThrow(
    "cannot read '/nonexistent.pem': no such file or directory",
  );
});
