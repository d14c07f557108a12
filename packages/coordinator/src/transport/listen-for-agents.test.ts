import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import type { Peer } from '../peer.ts';
import { type AgentListener, type ListenOptions, listenForAgents } from './listen-for-agents.ts';

const pem = (name: string) =>
  readFileSync(new URL(`../../../../tests/conformance/target/certs/${name}`, import.meta.url));
const TLS = { cert: pem('server.crt'), key: pem('server.key') };

/** What arrives at the coordinator, and the connections themselves. */
class Gate {
  readonly peers: Peer[] = [];
  readonly received: (string | Uint8Array)[] = [];
  closed = 0;

  accept(peer: Peer): void {
    this.peers.push(peer);
    peer.listen({
      message: (data) => void this.received.push(typeof data === 'string' ? data : Uint8Array.from(data)),
      closed: () => {
        this.closed++;
      },
    });
  }
}

async function open(options: Partial<ListenOptions> = {}) {
  const gate = new Gate();
  const listener = await listenForAgents({ host: '127.0.0.1', port: 0, ...options }, gate);
  onTestFinished(() => listener.close());
  return { gate, listener };
}

const hostOf = ({ address }: AgentListener) => `${address.host}:${address.port}`;

async function join(url: string, options = {}) {
  const socket = new WebSocket(url, options);
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
}

async function nextMessage(socket: WebSocket): Promise<string | Uint8Array> {
  const [data, isBinary] = (await once(socket, 'message')) as [Buffer & RawData, boolean];
  return isBinary ? Uint8Array.from(data) : data.toString('utf8');
}

test('text and bytes arrive on both sides as what they are, in order', async () => {
  const { gate, listener } = await open();
  const socket = await join(`ws://${hostOf(listener)}`);
  socket.send('{"grüße":1}');
  socket.send(Uint8Array.of(1, 2, 255));
  await expect.poll(() => gate.received).toEqual(['{"grüße":1}', Uint8Array.of(1, 2, 255)]);
  const text = nextMessage(socket);
  gate.peers[0]?.send('welcome');
  expect(await text).toBe('welcome');
  const bytes = nextMessage(socket);
  gate.peers[0]?.send(Uint8Array.of(9, 0));
  expect(await bytes).toEqual(Uint8Array.of(9, 0));
});

test('a closed connection is told of once, whichever side closed, and sending on it does nothing', async () => {
  const { gate, listener } = await open();
  const [first, second] = [await join(`ws://${hostOf(listener)}`), await join(`ws://${hostOf(listener)}`)];
  first.terminate();
  await expect.poll(() => gate.closed).toBe(1);
  gate.peers[1]?.send('last words');
  gate.peers[1]?.close();
  expect(await nextMessage(second)).toBe('last words');
  await expect.poll(() => gate.closed).toBe(2);
  gate.peers[1]?.send('too late');
  gate.peers[1]?.close();
});

test('whoever has been sent away is not listened to any more', async () => {
  const { gate, listener } = await open();
  const socket = await join(`ws://${hostOf(listener)}`);
  gate.peers[0]?.close();
  socket.send('one more thing');
  await once(socket, 'close');
  expect(gate.received).toEqual([]);
});

test('an agent that does not read is cut off instead of filling the memory', async () => {
  const { gate, listener } = await open();
  const socket = await join(`ws://${hostOf(listener)}`);
  socket.pause();
  const megabytes = new Uint8Array(8 * 1024 * 1024);
  for (let i = 0; i < 10; i++) gate.peers[0]?.send(megabytes);
  await expect.poll(() => gate.closed).toBe(1);
});

test('agents connect over TLS when there is a certificate', async () => {
  const { gate, listener } = await open({ tls: TLS });
  const socket = await join(`wss://${hostOf(listener)}`, { ca: pem('ca.crt') });
  socket.send('hello');
  await expect.poll(() => gate.received).toEqual(['hello']);
});

test('an agent that does not know the authority of the certificate does not get in', async () => {
  const { gate, listener } = await open({ tls: TLS });
  await expect(join(`wss://${hostOf(listener)}`)).rejects.toThrow('unable to verify the first certificate');
  expect(gate.peers).toEqual([]);
});

test('a browser is told what this is', async () => {
  const { listener } = await open();
  const response = await fetch(`http://${hostOf(listener)}/`);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('squall agent --join');
});

test('another path is no coordinator', async () => {
  const { gate, listener } = await open();
  await expect(join(`ws://${hostOf(listener)}/elsewhere`)).rejects.toThrow('400');
  expect(gate.peers).toEqual([]);
});

test('an address that is in use is an error with a hint', async () => {
  const { listener } = await open();
  const second = listenForAgents({ host: '127.0.0.1', port: listener.address.port }, new Gate());
  await expect(second).rejects.toMatchObject({
    code: 'CANNOT_LISTEN',
    message: `cannot listen on 127.0.0.1:${listener.address.port}: another program listens there`,
    hint: 'choose another address with --listen',
  });
});

test('an address of another machine is an error', async () => {
  const listening = listenForAgents({ host: '192.0.2.1', port: 6566 }, new Gate());
  await expect(listening).rejects.toThrow(
    'cannot listen on 192.0.2.1:6566: this machine has no such address',
  );
});

test('a certificate that is none is an error of the user', async () => {
  const listening = listenForAgents(
    { host: '127.0.0.1', port: 0, tls: { cert: Buffer.from('x'), key: Buffer.from('y') } },
    new Gate(),
  );
  await expect(listening).rejects.toMatchObject({ code: 'CANNOT_LISTEN' });
});

test('closing ends every connection, even those that never said a word', async () => {
  const gate = new Gate();
  const listener = await listenForAgents({ host: '127.0.0.1', port: 0, tls: TLS }, gate);
  const silent = connect(listener.address.port, '127.0.0.1');
  await once(silent, 'connect');
  const socket = await join(`wss://${hostOf(listener)}`, { ca: pem('ca.crt') });
  socket.pause(); // It will not answer that the connection is closed.
  const ended = once(silent, 'close');
  await listener.close();
  await ended;
  expect(gate.closed).toBe(1);
});
