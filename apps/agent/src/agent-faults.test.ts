import { type AddressInfo, createServer, connect as dialTcp, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Cluster, endOf, sumOf } from './cluster.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const STEADY = `
  import { Counter } from 'k6/metrics';
  const made = new Counter('made');
  export const options = {
    scenarios: {
      steady: { executor: 'constant-arrival-rate', rate: 50, duration: '4s', preAllocatedVUs: 5 },
    },
  };
  export default function () { made.add(1); }
  export function teardown() {}
`;

/** Stands between agent and coordinator and can cut them off from each other. */
async function openProxy(port: number) {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isDown = false;
  const server = createServer((inner) => {
    if (isDown) return inner.destroy();
    const outer = dialTcp(port, '127.0.0.1');
    const pair = [inner, outer] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [outer, inner] as const]) {
      from.pipe(to);
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    setDown: (down: boolean) => {
      isDown = down;
      if (down) cut();
    },
  };
}

const portOf = (url: string) => Number(new URL(url).port);

test('a run goes on over a lost connection, and nothing of it is lost', async () => {
  await using cluster = await Cluster.open();
  const proxy = await openProxy(portOf(cluster.url));
  cluster.join('a', { coordinatorUrl: proxy.url });
  const { result } = await cluster.start(STEADY);
  await expect.poll(() => cluster.phases.at(-1), { timeout: 30_000 }).toBe('running');
  for (const pauseMs of [700, 300, 900]) {
    await sleep(500);
    proxy.setDown(true);
    await sleep(pauseMs);
    proxy.setDown(false);
  }
  const { completeness, error, metrics } = await result;
  expect(error).toBeUndefined();
  expect(completeness).toMatchObject({ kind: 'complete', problems: [], losses: [] });
  expect(metrics.get('made')?.sink).toMatchObject({ sum: sumOf(await result, 'iterations') });
  // On a busy machine some are dropped instead, and told of.
  const dropped = sumOf(await result, 'dropped_iterations');
  expect(sumOf(await result, 'iterations') + dropped).toBeGreaterThanOrEqual(200);
});

test('a runner that is killed is a lost agent; what it had measured is accounted for', async () => {
  await using cluster = await Cluster.open();
  const agent = cluster.join('a');
  const { result } = await cluster.start(STEADY);
  await expect.poll(() => cluster.phases.at(-1), { timeout: 30_000 }).toBe('running');
  await sleep(1_500);
  process.kill(agent.runnerPids[0]!, 'SIGKILL');
  const { error, completeness } = await result;
  expect(error).toMatchObject({
    exitCode: 97,
    message: expect.stringContaining("agent 'a' was lost: the process of its script was ended by SIGKILL"),
  });
  expect(completeness.problems).toEqual([]);
  expect(sumOf(await result, 'made')).toBeGreaterThan(20);
  expect(agent.health.connected).toBe(true);
});

test.each([
  ['setup', 97, "agent 'a' was lost while it ran setup()"],
  ['teardown', 97, 'teardown() did not come to its end: the process of its script was ended by SIGKILL'],
] as const)(
  'a runner that is killed in %s ends the run with a clear error',
  async (stage, exitCode, message) => {
    await using cluster = await Cluster.open();
    const agent = cluster.join('a');
    const { result } = await cluster.start(`
    import { sleep } from 'k6';
    export const options = { iterations: 1 };
    export function ${stage}() { sleep(60); }
    export default function () {}
  `);
    await expect.poll(() => cluster.phases.at(-1), { timeout: 30_000 }).toBe(stage);
    await sleep(300);
    process.kill(agent.runnerPids[0]!, 'SIGKILL');
    const { error } = await result;
    expect(error).toMatchObject({ exitCode, message: expect.stringContaining(message) });
  },
);

test('another agent takes over from a killed runner', async () => {
  await using cluster = await Cluster.open();
  const [first] = [cluster.join('a'), cluster.join('b'), cluster.join('c')];
  const { result } = await cluster.start(STEADY.replace("'4s'", "'8s'"), {
    agents: 2,
    onAgentLoss: 'replace',
  });
  await expect.poll(() => cluster.phases.at(-1), { timeout: 30_000 }).toBe('running');
  await sleep(1_000);
  const victim = [first!, ...cluster.agents].find((agent) => agent.runnerPids.length > 0);
  process.kill(victim!.runnerPids[0]!, 'SIGKILL');
  const { error, completeness } = await result;
  expect(error).toBeUndefined();
  expect(completeness).toMatchObject({ kind: 'degraded', problems: [] });
  const [loss] = completeness.losses;
  expect(loss).toMatchObject({ toMs: expect.any(Number), takenOverBy: expect.any(String) });
});

test.each([
  [
    'uses up its memory',
    `const kept = []; export default function () { for (;;) kept.push(new Array(1e5).fill(kept.length)); }`,
    { exitCode: 107, message: expect.stringContaining('memory') },
  ],
  [
    'throws while it is loaded by a VU',
    `if (__VU > 0) throw new Error('no VU for you'); export default function () {}`,
    { exitCode: 107, message: expect.stringContaining('no VU for you') },
  ],
])('a script that %s ends its run, not its agent', async (_what, script, error) => {
  await using cluster = await Cluster.open();
  const agent = cluster.join('a');
  const result = await cluster.run(script);
  expect(result.error).toMatchObject(error);
  result.release();
  expect(agent.health).toMatchObject({ status: 'ok', connected: true });
  await expect.poll(() => agent.health.tenures).toEqual([]);
});

test('a script that never yields is stopped by its runner', async () => {
  await using cluster = await Cluster.open();
  const agent = cluster.join('a');
  const script = 'export default function () { for (;;) {} }';
  const { result } = await cluster.start(script);
  await expect.poll(() => cluster.phases.at(-1), { timeout: 30_000 }).toBe('running');
  await sleep(500);
  cluster.stop.request({ kind: 'signal', signal: 'interrupt' });
  const { error } = await result;
  expect(error).toMatchObject({ exitCode: 105 });
  expect(agent.health.status).toBe('ok');
});

test('a runner that stands still is a lost agent', async () => {
  await using cluster = await Cluster.open();
  const agent = cluster.join('a');
  const { result } = await cluster.start(STEADY.replace("'4s'", "'60s'"));
  await expect.poll(() => cluster.phases.at(-1), { timeout: 30_000 }).toBe('running');
  process.kill(agent.runnerPids[0]!, 'SIGSTOP');
  const { error } = await result;
  expect(error?.message).toContain("agent 'a' was lost: the process of its script does not respond");
});

test('load ceases by itself when the agent does not renew the lease', async () => {
  await using cluster = await Cluster.open({ orphanMs: 1_500, closedMs: 30_000 });
  const proxy = await openProxy(portOf(cluster.url));
  const agent = cluster.join('a', { coordinatorUrl: proxy.url });
  const { result } = await cluster.start(STEADY.replace("'4s'", "'60s'"));
  await expect.poll(() => cluster.phases.at(-1), { timeout: 30_000 }).toBe('running');
  await sleep(1_000);
  proxy.setDown(true);
  await expect.poll(() => agent.health.tenures[0]?.phase, { timeout: 30_000 }).toBe('failed');
  proxy.setDown(false);
  const { error, completeness } = await result;
  expect(error?.message).toContain('it had no contact with the coordinator');
  expect(completeness.problems).toEqual([]);
});

test('an agent that is told to leave stops its load, delivers and says goodbye', async () => {
  await using cluster = await Cluster.open();
  const agent = cluster.join('a');
  const seen = endOf(agent);
  const { result } = await cluster.start(STEADY.replace("'4s'", "'60s'"));
  await expect.poll(() => cluster.phases.at(-1), { timeout: 30_000 }).toBe('running');
  await sleep(1_200);
  agent.leave('SIGTERM');
  await expect.poll(() => seen.end, { timeout: 30_000 }).toEqual({ kind: 'left' });
  await agent[Symbol.asyncDispose]();
  const { error, completeness } = await result;
  expect(error?.message).toContain("agent 'a' was lost: it left: SIGTERM");
  expect(completeness.problems).toEqual([]);
  expect(sumOf(await result, 'made')).toBeGreaterThan(20);
  expect(cluster.pool.connected).toEqual([]);
});

test('an agent that works once ends with its run', async () => {
  await using cluster = await Cluster.open();
  const seen = endOf(cluster.join('a', { once: true }));
  const result = await cluster.run('export default function () {}');
  expect(seen.end).toBeUndefined();
  result.release();
  await expect.poll(() => seen.end).toEqual({ kind: 'run-over' });
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
