import { createServer } from 'node:net';
import { expect, test, vi } from 'vitest';
import { Cluster, isAlive, sumOf } from './cluster.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const LONG = `
  import { Counter } from 'k6/metrics';
  const made = new Counter('made');
  export const options = {
    scenarios: {
      steady: { executor: 'constant-arrival-rate', rate: 50, duration: '60s', preAllocatedVUs: 5 },
    },
  };
  export default function () { made.add(1); }
`;

async function underLoad(cluster: Cluster, changes: Parameters<Cluster['start']>[1] = {}, script = LONG) {
  const started = await cluster.start(script, changes);
  await expect.poll(() => cluster.phases.at(-1), { timeout: 30_000 }).toBe('running');
  await sleep(1_500);
  return started;
}

test('an agent that is killed leaves no process behind', async () => {
  await using cluster = await Cluster.open({ closedMs: 500 });
  const agent = cluster.spawn('a');
  const { result } = await underLoad(cluster);
  const [runner] = agent.children();
  expect(isAlive(runner)).toBe(true);
  process.kill(agent.pid, 'SIGKILL');
  await expect.poll(() => isAlive(runner), { timeout: 30_000 }).toBe(false);
  expect((await result).error).toMatchObject({ exitCode: 97 });
});

test('the load of an agent that stands still ceases by the time another takes over', async () => {
  await using cluster = await Cluster.open({ deadMs: 2_000, closedMs: 2_000, suspectMs: 1_500 });
  const agents = [cluster.spawn('a'), cluster.spawn('b')];
  const script = LONG.replace("'60s'", "'9s'");
  const { result } = await underLoad(cluster, { onAgentLoss: 'replace' }, script);
  const victim = agents.find((agent) => agent.children().length > 0);
  process.kill(victim!.pid, 'SIGSTOP');
  await sleep(4_000);
  process.kill(victim!.pid, 'SIGCONT');
  const { error, completeness } = await result;
  expect(error).toBeUndefined();
  expect(completeness).toMatchObject({ kind: 'degraded', problems: [] });
  // Frames of the stopped agent arrive later, up to where its lease ran out; nobody has done the same work twice.
  expect(completeness.losses).toMatchObject([{ toMs: expect.any(Number) }]);
  expect(sumOf(await result, 'iterations')).toBeLessThanOrEqual(450);
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s makes an agent leave in good order', async (signal) => {
  await using cluster = await Cluster.open();
  const agent = cluster.spawn('a');
  const { result } = await underLoad(cluster);
  const [runner] = agent.children();
  process.kill(agent.pid, signal);
  expect(await agent.exitCode).toBe(0);
  expect(isAlive(runner)).toBe(false);
  const { error, completeness } = await result;
  expect(error?.message).toContain(`agent 'a' was lost: it left: ${signal}`);
  expect(completeness.problems).toEqual([]);
});

test('an idle agent leaves at once', async () => {
  await using cluster = await Cluster.open();
  const agent = cluster.spawn('a');
  await expect.poll(() => cluster.pool.connected.length, { timeout: 30_000 }).toBe(1);
  const beganMs = performance.now();
  process.kill(agent.pid, 'SIGTERM');
  expect(await agent.exitCode).toBe(0);
  expect(performance.now() - beganMs).toBeLessThan(4_000);
  expect(cluster.pool.connected).toEqual([]);
});

test.each([
  ['a wrong token', { token: 'wrong' }, 104, 'the coordinator refuses this agent: the token is wrong'],
  ['no coordinator', { coordinatorUrl: 'ws://127.0.0.1:1', giveUpAfterMs: 300 }, 97, 'connection refused'],
  ['a folder that is none', { folder: '/dev/null/x' }, 255, "cannot use the folder '/dev/null/x'"],
])('%s is one clear error', async (_what, changes, exitCode, message) => {
  await using cluster = await Cluster.open();
  const agent = cluster.spawn('a', changes);
  expect(await agent.exitCode).toBe(exitCode);
  expect(agent.output).toContain(message);
  expect(agent.output.match(/^error:/gm)).toHaveLength(1);
});

test('answers whether it is healthy', async () => {
  await using cluster = await Cluster.open();
  const port = await freePort();
  cluster.spawn('a', { health: { host: '127.0.0.1', port } });
  const health = () => fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
  await expect.poll(async () => (await health())?.status, { timeout: 30_000 }).toBe(200);
  expect(await (await health())?.json()).toEqual({
    status: 'ok',
    name: 'a',
    zone: 'local',
    connected: true,
    tenures: [],
    lag: expect.any(Number),
  });
  cluster.pool.close();
  await expect.poll(async () => (await health())?.status).toBe(503);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
