import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { Cluster } from './cluster.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** Answers everything, sends `/away` to another address of this machine, and counts connections. */
async function target(host: string, to = '') {
  let connections = 0;
  const server: Server = createServer(({ url }, response) => {
    if (url === '/away') response.writeHead(302, { location: `http://${to}/` });
    response.end('hello');
  });
  server.on('connection', () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `${host}:${port}`,
    port,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

const SCRIPT = (allowed: string, denied: string, deniedPort: number) => `
  import http from 'k6/http';
  import ws from 'k6/ws';
  import grpc from 'k6/net/grpc';
  import { WebSocket } from 'k6/websockets';

  // A script may say what it likes about its own options.
  export const options = { blacklistIPs: [], blockHostnames: [], hosts: { 'friend.test': '127.0.0.2' } };

  const attempts = {
    allowed: () => http.get('http://${allowed}/').error || 'connected',
    address: () => http.get('http://${denied}/').error,
    name: () => http.get('http://secret.internal.test/').error,
    mapped: () => http.get('http://friend.test:${deniedPort}/').error,
    redirect: () => http.get('http://${allowed}/away').error,
    any: () => http.get('http://0.0.0.0:${deniedPort}/').error,
    ws: () => ws.connect('ws://${denied}/', () => {}).error,
    grpc: () => new grpc.Client().connect('${denied}', { plaintext: true, timeout: '5s' }),
    batch: () => http.batch([['GET', 'http://${denied}/']])[0].error,
  };

  export default function () {
    for (const [name, attempt] of Object.entries(attempts)) {
      let outcome;
      try { outcome = attempt(); } catch (error) { outcome = error.message || String(error); }
      console.log(name + ' -> ' + outcome);
    }
    const socket = new WebSocket('ws://${denied}/');
    socket.onerror = ({ error }) => console.log('websockets -> ' + error);
  }
`;

test('nothing that a script does reaches a denied target: no protocol, no redirect, no name for it', async () => {
  await using cluster = await Cluster.open();
  await using denied = await target('127.0.0.2');
  await using allowed = await target('127.0.0.1', denied.address);
  cluster.spawn('a');
  const result = await cluster.run(SCRIPT(allowed.address, denied.address, denied.port), {
    deniedTargets: ['127.0.0.2/31', '0.0.0.0', '*.internal.test'],
  });
  expect(result.error).toBeUndefined();
  const told = cluster.printed.flatMap((line) => (line.includes(' -> ') ? [line.split(' -> ', 2)] : []));
  const outcomes = Object.fromEntries(told);
  const { allowed: reached, ...others } = outcomes;
  expect(reached).toBe('connected');
  expect(Object.keys(others).sort()).toEqual(
    ['address', 'any', 'batch', 'grpc', 'mapped', 'name', 'redirect', 'websockets', 'ws'].sort(),
  );
  for (const [attempt, outcome] of Object.entries(others)) expect(outcome, attempt).toContain('controller');
  expect(denied.connections).toBe(0);
});
