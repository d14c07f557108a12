import { expect, test } from 'vitest';
import { arrivalScript, missingSeconds, numbersOf, sleepSeconds, untilLoad } from './arrivals.fixture.ts';
import { Cluster } from './cluster.fixture.ts';
import { FaultyProxy } from './faulty-proxy.fixture.ts';

const SLOW = { timeout: 120_000 };

interface Reached {
  /** Seconds of load that a loss may cost with `replace`. */
  readonly allowedS: number;
  readonly cluster: Cluster;
  readonly proxy: FaultyProxy;
}

/** Two agents that are always reachable and one, c, behind a proxy; further ones are spare. */
async function startBehindProxy(
  script: string,
  { args = [] as string[], spare = 0, delayMs = 0 } = {},
): Promise<Reached> {
  const cluster = await Cluster.start({ script, args, agents: [{}, {}], awaited: 3 });
  const proxy = await FaultyProxy.start(cluster.port, { delayMs });
  await cluster.join({ port: proxy.port });
  await cluster.coordinator.until(/\* \d: c,/);
  for (let i = 0; i < spare; i++) await cluster.join();
  const allowedS = await untilLoad(cluster);
  return { cluster, proxy, allowedS };
}

test.concurrent.each(['cut', 'freeze'] as const)(
  'five seconds without a connection (%s) cost nothing',
  SLOW,
  async (fault) => {
    const load = { rate: 30, seconds: 8 };
    const { cluster, proxy } = await startBehindProxy(arrivalScript(load));
    await using _cluster = cluster;
    await using _proxy = proxy;
    await sleepSeconds(1);
    proxy[fault]();
    await sleepSeconds(5);
    if (fault === 'cut') proxy.restore();
    else proxy.thaw();
    const { exitCode, output } = await cluster.ended;
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain('was lost');
    expect(await missingSeconds(cluster, load)).toEqual([]);
    const numbers = numbersOf(await cluster.samples('ran'));
    expect(new Set(numbers).size).toBe(numbers.length);
  },
);

test.concurrent(
  'an agent that is away for half a minute is replaced, and may go home when it is back',
  SLOW,
  async () => {
    const load = { rate: 30, seconds: 48 };
    const { cluster, proxy, allowedS } = await startBehindProxy(arrivalScript(load), {
      args: ['--on-agent-loss', 'replace'],
      spare: 1,
    });
    await using _cluster = cluster;
    await using _proxy = proxy;
    // Time for the spare agent to join.
    await sleepSeconds(4);
    proxy.cut();
    await sleepSeconds(30);
    proxy.restore();
    const { exitCode, output } = await cluster.ended;
    expect(output).toMatch(/Agent 'c' was lost .*: agent '\w' took over at/);
    const numbers = numbersOf(await cluster.samples('ran'));
    expect(new Set(numbers).size).toBe(numbers.length);
    const missing = await missingSeconds(cluster, load);
    expect(missing.length).toBeLessThanOrEqual((load.rate / 3) * allowedS);
    expect(exitCode, output).toBe(0);
    expect((await cluster.agent(2).ended).exitCode).toBe(0);
  },
);

test.concurrent('an agent that is away for good leaves a run that goes on without it', SLOW, async () => {
  const load = { rate: 30, seconds: 5 };
  const { cluster, proxy } = await startBehindProxy(arrivalScript(load), {
    args: ['--on-agent-loss', 'continue'],
  });
  await using _cluster = cluster;
  await using _proxy = proxy;
  proxy.freeze();
  const { exitCode, output } = await cluster.ended;
  expect(output).toContain("agent 'c' was lost: nothing heard from it for 10 seconds");
  expect(output).toMatch(/the run is incomplete: .*% of the load was not executed/);
  expect(exitCode).toBe(97);
});

test.concurrent('a slow connection changes nothing but when results arrive', SLOW, async () => {
  const load = { rate: 30, seconds: 5 };
  const { cluster, proxy } = await startBehindProxy(arrivalScript(load), { delayMs: 250 });
  await using _cluster = cluster;
  await using _proxy = proxy;
  const { exitCode, output } = await cluster.ended;
  expect(exitCode, output).toBe(0);
  expect(await missingSeconds(cluster, load)).toEqual([]);
});
