import { AgentPool } from '@squall/coordinator';
import { repeat } from '@squall/core';
import { encodeFromAgent, type Hello, PROTOCOL_VERSION } from '@squall/protocol';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { Link, type LinkEnd, type LinkOptions } from './link.ts';
import { MemoryNetwork } from './memory-dial.fixture.ts';

const HELLO: Hello = {
  type: 'hello',
  protocolVersion: PROTOCOL_VERSION,
  agentId: 'process-1',
  name: 'a',
  loadZone: 'local',
  labels: {},
  capacity: { maxVUs: 10, fileDescriptors: undefined, maxArchiveBytes: 1e9 },
  credential: 'token',
  squallVersion: 'test',
};

function open(options: Partial<LinkOptions> = {}) {
  const clock = new VirtualClock();
  const log: string[] = [];
  const logger = { log: (level: string, message: string) => void log.push(`${level}: ${message}`) };
  const pool = new AgentPool({ clock, log: logger, authenticate: (credential) => credential === 'token' });
  const network = new MemoryNetwork(clock, (peer) => pool.accept(peer));
  const events: string[] = [];
  const ends: LinkEnd[] = [];
  const start = () =>
    new Link(
      {
        dial: (listener) => network.dial(listener),
        hello: HELLO,
        url: 'ws://coordinator',
        once: false,
        giveUpAfterMs: undefined,
        clock,
        log: logger,
        random: () => 1,
        ...options,
      },
      {
        connected: (heartbeatMs) => void events.push(`connected ${heartbeatMs}`),
        disconnected: () => void events.push('disconnected'),
        coordinatorEnded: () => void events.push('coordinator ended'),
        receive: ({ type }) => void events.push(type),
        ended: (end) => void ends.push(end),
      },
    );
  return { clock, pool, network, log, events, ends, start };
}

test('greets, is welcomed and hears what follows', () => {
  const { clock, pool, events, start } = open();
  const link = start();
  clock.advance(1);
  expect(events).toEqual(['connected 1000', 'probe']);
  expect(link.isConnected).toBe(true);
  expect(pool.connected.map(({ name }) => name)).toEqual(['a']);
});

test('comes back after a lost connection', () => {
  const { clock, network, events, pool, start } = open();
  start();
  clock.advance(1);
  network.last?.close('reset by peer');
  clock.advance(1);
  expect(pool.connected).toEqual([]);
  clock.advance(200);
  expect(events.filter((event) => event !== 'probe')).toEqual([
    'connected 1000',
    'disconnected',
    'connected 1000',
  ]);
  expect(pool.connected).toHaveLength(1);
});

test('tries again ever more slowly while the coordinator is not there, and says so once', () => {
  const { clock, network, log, events, start } = open();
  network.isDown = true;
  start();
  clock.advance(30_000);
  // After 200, 400 and 800 ms, then every second until 15 s are over, then after 10 s.
  expect(network.connections).toHaveLength(1 + 3 + 14 + 1);
  expect(log.filter((line) => line.startsWith('warning'))).toEqual([
    'warning: cannot connect to the coordinator at ws://coordinator: connection refused; trying again',
  ]);
  network.isDown = false;
  clock.advance(10_000);
  expect(events).toContain('connected 1000');
});

test('gives up in the end if it is told to', () => {
  const { clock, network, ends, start } = open({ giveUpAfterMs: 5_000 });
  network.isDown = true;
  start();
  clock.advance(6_000);
  const message = 'there is no connection to the coordinator at ws://coordinator: connection refused';
  expect(ends).toMatchObject([{ kind: 'failed', error: { message, exitCode: 97 } }]);
  expect(clock.pendingCalls).toBe(1); // The pool's own.
});

test('a wrong token ends it at once', () => {
  const { clock, network, ends, start } = open({ hello: { ...HELLO, credential: 'wrong' } });
  start();
  clock.advance(60_000);
  expect(ends).toMatchObject([{ kind: 'failed', error: { code: 'AGENT_REFUSED' } }]);
  expect(network.connections).toHaveLength(1);
});

test('another version of the protocol ends it at once and is explained', () => {
  const { clock, ends, start } = open({ hello: { ...HELLO, protocolVersion: 99 } });
  start();
  clock.advance(1);
  expect(ends).toMatchObject([
    {
      kind: 'failed',
      error: { message: expect.stringContaining('install the same version of Squall on both') },
    },
  ]);
});

/** Another process with that name; it beats as long as it is told to. */
function occupy({ clock, network }: ReturnType<typeof open>, beatsForMs: number) {
  const other = network.dial({ opened: () => undefined, message: () => undefined, closed: () => undefined });
  other.send(encodeFromAgent({ ...HELLO, agentId: 'process-0' }));
  const beating = repeat(clock, 1_000, () => {
    other.send(encodeFromAgent({ type: 'heartbeat', sentAtMs: clock.now(), tenures: [] }));
  });
  clock.at(beatsForMs, () => beating.cancel());
  clock.advance(1);
}

test('waits for its former process to be given up when its name is taken', () => {
  const bench = open();
  occupy(bench, 2_000);
  const link = bench.start();
  bench.clock.advance(2_500);
  expect(link.isConnected).toBe(false);
  bench.clock.advance(10_000);
  expect(bench.ends).toEqual([]);
  expect(bench.pool.connected.map(({ id }) => id)).toEqual(['process-1']);
});

test('gives up when its name stays taken', () => {
  const bench = open();
  occupy(bench, 120_000);
  bench.start();
  bench.clock.advance(60_000);
  const message = expect.stringContaining("there is an agent named 'a' already");
  expect(bench.ends).toMatchObject([{ kind: 'failed', error: { code: 'AGENT_REFUSED', message } }]);
});

test('ends in good order with its coordinator when it works once', () => {
  const { clock, pool, ends, start } = open({ once: true });
  start();
  clock.advance(1);
  pool.close();
  clock.advance(1);
  expect(ends).toEqual([{ kind: 'coordinator-ended' }]);
});

test('tells that the coordinator has ended and waits for the next one', () => {
  const { clock, pool, network, log, events, start } = open();
  start();
  clock.advance(1);
  pool.close();
  network.isDown = true;
  clock.advance(60_000);
  expect(events.filter((event) => event !== 'probe').slice(0, 3)).toEqual([
    'connected 1000',
    'coordinator ended',
    'disconnected',
  ]);
  expect(network.connections.length).toBeGreaterThan(1);
  expect(log.filter((line) => !line.startsWith('debug'))).toEqual([
    'info: connected to the coordinator at ws://coordinator',
    'info: the coordinator has ended; waiting for the next one',
  ]);
});

test('a connection over which nothing comes any more is given up', () => {
  const { clock, network, events, start } = open();
  start();
  clock.advance(1);
  if (network.last !== undefined) network.last.isDead = true;
  clock.advance(9_500);
  expect(events.filter((event) => event !== 'probe')).toEqual([
    'connected 1000',
    'disconnected',
    'connected 1000',
  ]);
});

test('what was closed stays closed', () => {
  const { clock, network, events, start } = open();
  const link = start();
  clock.advance(1);
  void link.close();
  clock.advance(60_000);
  expect(network.connections).toHaveLength(1);
  expect(events).not.toContain('disconnected');
});
