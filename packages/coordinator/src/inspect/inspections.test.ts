import { expect, test } from 'vitest';
import { SimulatedCluster } from '../simulation/simulated-cluster.fixture.ts';

const FACTS = {
  exports: ['default', 'setup'],
  metrics: [{ name: 'orders', type: 'counter', contains: 'default' }],
  optionsJson: '{"vus":2}',
} as const;
const ANSWER = { kind: 'inspected', ...FACTS } as const;

const bytes = Uint8Array.from({ length: 1_500 }, (_, i) => i % 251);
const ARCHIVE = {
  hash: 'abc',
  bytes: bytes.length,
  read: (from: number, n: number) => bytes.slice(from, from + n),
};

/** A question, and what came of it so far. */
function ask(cluster: SimulatedCluster, signal = new AbortController().signal) {
  const seen: { answer: unknown } = { answer: undefined };
  const promise = cluster.pool.inspect({ archive: ARCHIVE, env: { HOST: 'x' }, signal });
  void promise.then(
    (facts) => {
      seen.answer = facts;
    },
    (error: unknown) => {
      seen.answer = error;
    },
  );
  return seen;
}

test('one agent is asked, gets the archive, and its answer is the answer', async () => {
  const cluster = new SimulatedCluster();
  const agents = [cluster.join('a', { inspection: ANSWER }), cluster.join('b', { inspection: ANSWER })];
  const seen = ask(cluster);
  await cluster.advance(2_000);
  expect(seen.answer).toEqual(FACTS);
  const asked = agents.map(({ received }) => received.filter(({ type }) => type === 'inspect').length);
  expect(asked.sort()).toEqual([0, 1]);
  expect(agents.map(({ archiveBytesFetched }) => archiveBytesFetched).sort()).toEqual([0, 1_500]);
});

test('a question waits for the first agent', async () => {
  const cluster = new SimulatedCluster();
  const seen = ask(cluster);
  await cluster.advance(60_000);
  expect(seen.answer).toBeUndefined();
  cluster.join('a', { inspection: ANSWER });
  await cluster.advance(2_000);
  expect(seen.answer).toEqual(FACTS);
});

test('an agent is asked one thing at a time', async () => {
  const cluster = new SimulatedCluster();
  const agent = cluster.join('a', { inspection: undefined });
  await cluster.advance(1_000);
  const questions = [ask(cluster), ask(cluster)];
  await cluster.advance(1_000);
  expect(agent.received.filter(({ type }) => type === 'inspect')).toHaveLength(1);
  cluster.join('b', { inspection: ANSWER });
  await cluster.advance(2_000);
  expect(questions.map(({ answer }) => answer)).toEqual([undefined, FACTS]);
});

test('an error of the script is the answer, whoever was asked', async () => {
  const cluster = new SimulatedCluster();
  const error = { code: 'SCRIPT_EXCEPTION', message: 'boom' } as const;
  cluster.join('a', { inspection: { kind: 'failed', cause: 'test', error } });
  cluster.join('b', { inspection: ANSWER });
  const seen = ask(cluster);
  await cluster.advance(2_000);
  expect(seen.answer).toMatchObject({ code: 'SCRIPT_EXCEPTION', message: 'boom', exitCode: 107 });
});

test('the next agent is asked when one fails by itself, is lost, or does not answer', async () => {
  const cluster = new SimulatedCluster();
  const failed = { kind: 'failed', cause: 'agent', error: { message: 'no space left' } } as const;
  cluster.join('broken', { inspection: failed });
  const lost = cluster.join('lost', { inspection: undefined });
  await cluster.advance(1_000);
  const seen = ask(cluster);
  await cluster.advance(2_000);
  expect(lost.received.some(({ type }) => type === 'inspect')).toBe(true);
  lost.kill();
  cluster.join('silent', { inspection: undefined });
  await cluster.advance(119_000);
  expect(seen.answer).toBeUndefined();
  cluster.join('good', { inspection: ANSWER });
  await cluster.advance(5_000);
  expect(seen.answer).toEqual(FACTS);
});

test('when the only agent cannot look at a script, that is said', async () => {
  const cluster = new SimulatedCluster();
  const error = { message: 'no space left' };
  cluster.join('a', { inspection: { kind: 'failed', cause: 'agent', error } });
  const seen = ask(cluster);
  await cluster.advance(2_000);
  expect(seen.answer).toMatchObject({
    code: 'AGENT_LOST',
    message: "the script could not be looked at by the agent 'a': no space left",
  });
});

test('whoever asks may stop waiting', async () => {
  const cluster = new SimulatedCluster();
  const controller = new AbortController();
  const seen = ask(cluster, controller.signal);
  controller.abort(new Error('nobody wants to know'));
  await cluster.advance(50);
  expect(seen.answer).toEqual(new Error('nobody wants to know'));
  const agent = cluster.join('a', { inspection: ANSWER });
  await cluster.advance(2_000);
  expect(agent.received.some(({ type }) => type === 'inspect')).toBe(false);
});
