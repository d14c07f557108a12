import type { FromAgent, Hello, ToAgent, WireData } from '@squall/protocol';
import { decodeToAgent, encodeFromAgent } from '@squall/protocol';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import type { Peer, PeerListener } from '../peer.ts';
import type { Agent } from './agent.ts';
import { AgentPool, type AttachedRun, type RunMessage } from './agent-pool.ts';

const HELLO: Hello = {
  type: 'hello',
  protocolVersion: 1,
  agentId: 'process-1',
  name: 'a',
  loadZone: 'local',
  labels: {},
  capacity: { maxVUs: 10, fileDescriptors: undefined, maxArchiveBytes: 1e6 },
  credential: 'token',
  squallVersion: 'test',
};
const TENURE = { runId: 'run-1', instance: 0, epoch: 0 };

/** The agent's end of a connection that takes no time. */
class TestPeer implements Peer {
  readonly received: ToAgent[] = [];
  isOpen = true;
  #listener: PeerListener | undefined;

  send(data: WireData): void {
    if (this.isOpen) this.received.push(decodeToAgent(data));
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#listener?.closed();
  }

  listen(listener: PeerListener): void {
    this.#listener = listener;
  }

  say(message: FromAgent | string): void {
    this.#listener?.message(typeof message === 'string' ? message : encodeFromAgent(message));
  }

  get types(): readonly string[] {
    return this.received.map(({ type }) => type);
  }
}

class TestRun implements AttachedRun {
  readonly runId = 'run-1';
  readonly archive = {
    hash: 'abc',
    bytes: 5,
    read: (from: number, n: number) => Uint8Array.of(1, 2, 3, 4, 5).slice(from, from + n),
  };
  readonly events: string[] = [];
  readonly messages: RunMessage[] = [];

  joined({ name }: Agent): void {
    this.events.push(`joined ${name}`);
  }

  left({ name }: Agent, reason: string): void {
    this.events.push(`left ${name}: ${reason}`);
  }

  message(_agent: Agent, message: RunMessage): void {
    this.messages.push(message);
  }

  tick(): void {}
}

function open() {
  const clock = new VirtualClock();
  const log: string[] = [];
  const pool = new AgentPool({
    clock,
    log: { log: (_level, message, fields) => void log.push(`${message} ${JSON.stringify(fields)}`) },
    authenticate: (credential) => credential === 'token',
  });
  const connect = (hello?: Partial<Hello>) => {
    const peer = new TestPeer();
    pool.accept(peer);
    if (hello !== undefined) peer.say({ ...HELLO, ...hello });
    return peer;
  };
  return { clock, pool, log, connect };
}

test('welcomes an agent with the right token and begins to measure its clock', () => {
  const { pool, connect } = open();
  const peer = connect({});
  expect(peer.received).toEqual([
    { type: 'welcome', heartbeatMs: 1_000 },
    { type: 'probe', id: 1 },
  ]);
  expect(pool.connected.map(({ name }) => name)).toEqual(['a']);
});

test.each([
  ['a wrong token', { credential: 'nope' }, 'credential', 'the token is wrong or has expired'],
  [
    'another version',
    { protocolVersion: 99 },
    'protocol-version',
    'this agent speaks version 99 of the protocol, the coordinator version 1: install the same version of Squall on both',
  ],
] as const)('refuses %s and closes the connection', (_what, hello, reason, message) => {
  const { pool, connect } = open();
  const peer = connect(hello);
  expect(peer.received).toEqual([{ type: 'refused', reason, message }]);
  expect([peer.isOpen, pool.connected.length]).toEqual([false, 0]);
});

test('refuses a second agent of the same name, as long as the first is connected', () => {
  const { pool, connect } = open();
  connect({});
  const second = connect({ agentId: 'process-2' });
  expect(second.received).toMatchObject([{ type: 'refused', reason: 'name-taken' }]);
  expect(pool.connected.map(({ id }) => id)).toEqual(['process-1']);
});

test('takes an agent of the same name in place of one that has been silent for too long', () => {
  const { clock, pool, connect } = open();
  const silent = connect({});
  clock.advance(2_900);
  connect({ agentId: 'process-2' });
  expect(pool.connected.map(({ id }) => id)).toEqual(['process-1']);
  clock.advance(200);
  connect({ agentId: 'process-3' });
  expect(pool.connected.map(({ id }) => id)).toEqual(['process-3']);
  expect(silent.isOpen).toBe(false);
});

test('takes an agent of the same name in place of one whose connection is gone', () => {
  const { pool, connect } = open();
  const run = new TestRun();
  pool.attach(run);
  connect({}).close();
  connect({ agentId: 'process-2' });
  expect(run.events).toEqual(['joined a', 'left a: its process was started anew', 'joined a']);
  expect(pool.connected.map(({ id }) => id)).toEqual(['process-2']);
});

test('an agent that comes back is the same one; its old connection is closed', () => {
  const { pool, connect } = open();
  const first = connect({});
  const [agent] = pool.connected;
  const second = connect({});
  expect(pool.connected).toEqual([agent]);
  expect([first.isOpen, second.isOpen]).toEqual([false, true]);
  expect(agent?.isConnected).toBe(true);
});

test('closes a connection on which nobody says hello', () => {
  const { clock, connect } = open();
  const peer = connect();
  clock.advance(9_900);
  expect(peer.isOpen).toBe(true);
  clock.advance(200);
  expect(peer.isOpen).toBe(false);
});

test.each([
  ['says something else first', undefined, { type: 'goodbye', reason: '' }],
  ['greets twice', {}, HELLO],
  ['sends nonsense', {}, '{"type":"nonsense"}'],
] as const)('an agent that %s is told so and disconnected', (_what, hello, message) => {
  const { connect } = open();
  const peer = connect(hello);
  peer.say(message);
  expect(peer.received.at(-1)).toMatchObject({ type: 'refused', reason: 'protocol-error' });
  expect(peer.isOpen).toBe(false);
});

test('hands what agents say of a run to that run, and says that others are over', () => {
  const { pool, connect } = open();
  const run = new TestRun();
  pool.attach(run);
  const peer = connect({});
  const account = { frames: 0, tally: {} };
  const ended = { type: 'stage-ended', stage: 'setup', outcome: { kind: 'interrupted' }, account } as const;
  peer.say({ ...ended, tenure: TENURE });
  peer.say({ ...ended, tenure: { ...TENURE, runId: 'old' } });
  expect(run.messages).toMatchObject([{ type: 'stage-ended' }]);
  expect(peer.received.at(-1)).toEqual({ type: 'release', tenure: { ...TENURE, runId: 'old' } });
  pool.detach(run);
  peer.say({ ...ended, tenure: TENURE });
  expect(peer.received.at(-1)).toEqual({ type: 'release', tenure: TENURE });
});

test('answers a heartbeat, so that the agent may go on', () => {
  const { connect } = open();
  const peer = connect({});
  peer.say({ type: 'heartbeat', sentAtMs: 77, tenures: [] });
  expect(peer.received.at(-1)).toEqual({ type: 'heartbeat-seen', sentAtMs: 77 });
});

test('sends the parts of an archive that agents ask for, and nothing of one it does not have', () => {
  const { pool, connect } = open();
  pool.attach(new TestRun());
  const peer = connect({});
  peer.say({ type: 'fetch-archive', hash: 'abc', offset: 0, length: 3 });
  peer.say({ type: 'fetch-archive', hash: 'abc', offset: 3, length: 3 });
  peer.say({ type: 'fetch-archive', hash: 'abc', offset: 5, length: 3 });
  peer.say({ type: 'fetch-archive', hash: 'other', offset: 0, length: 3 });
  const chunks = peer.received.flatMap((message) =>
    message.type === 'archive-chunk' ? [[...message.bytes]] : [],
  );
  expect(chunks).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

test('measures clocks with a burst at first, then once a second', () => {
  const { clock, pool, connect } = open();
  const peer = connect({});
  const reply = () => {
    const last = peer.received.at(-1);
    if (last?.type === 'probe')
      peer.say({ type: 'probe-reply', id: last.id, receivedAtMs: 500, sentAtMs: 500 });
  };
  for (let i = 0; i < 10; i++) reply();
  expect(pool.connected[0]?.clock.isSettled).toBe(true);
  expect(peer.types.filter((type) => type === 'probe')).toHaveLength(5);
  clock.advance(3_000);
  expect(peer.types.filter((type) => type === 'probe')).toHaveLength(8);
});

test('measures the clock of an agent whose replies take longer than the time between two probes', () => {
  const { clock, pool, connect } = open();
  const peer = connect({});
  let answered = 0;
  const replyAfterMs = 2_500;
  for (let elapsedMs = 0; elapsedMs < 10_000; elapsedMs += 500) {
    const probes = peer.received.filter((message) => message.type === 'probe');
    for (const { id } of probes.slice(answered)) {
      clock.at(clock.now() + replyAfterMs, () => {
        peer.say({ type: 'probe-reply', id, receivedAtMs: 500, sentAtMs: 500 });
      });
    }
    answered = probes.length;
    clock.advance(500);
  }
  expect(pool.connected[0]?.clock.isSettled).toBe(true);
  expect(pool.connected[0]?.clock.roundTripMs).toBeGreaterThanOrEqual(replyAfterMs);
});

test('an agent that says goodbye is gone at once', () => {
  const { pool, connect } = open();
  const run = new TestRun();
  pool.attach(run);
  const peer = connect({});
  peer.say({ type: 'goodbye', reason: 'SIGTERM' });
  expect(run.events).toEqual(['joined a', 'left a: SIGTERM']);
  expect([peer.isOpen, pool.connected.length]).toEqual([false, 0]);
});

test('an agent whose process was seen to end is gone at once, and only that one', () => {
  const { pool, connect } = open();
  const run = new TestRun();
  pool.attach(run);
  connect({});
  connect({ name: 'b', agentId: 'process-2' });
  pool.hasEnded('b', 'SIGKILL');
  pool.hasEnded('b', 'again');
  pool.hasEnded('nobody', 'SIGKILL');
  expect(run.events).toEqual(['joined a', 'joined b', 'left b: SIGKILL']);
  expect(pool.connected.map(({ name }) => name)).toEqual(['a']);
});

test('tells all agents when the coordinator ends', () => {
  const { pool, connect } = open();
  const peers = [connect({}), connect({ name: 'b', agentId: 'process-2' })];
  pool.close();
  expect(peers.map((peer) => [peer.received.at(-1)?.type, peer.isOpen])).toEqual([
    ['refused', false],
    ['refused', false],
  ]);
});

test('shows log lines of agents under their name', () => {
  const { log, connect } = open();
  const records = [{ level: 'info', message: 'hello', fields: { n: 1 }, timeMs: 0 }] as const;
  connect({}).say({ type: 'log', tenure: undefined, records, dropped: 0 });
  expect(log).toEqual(['hello {"n":1,"agent":"a"}']);
});
