import { expect, test } from 'vitest';
import { arrivalScript, LOAD_BEGINS, missingSeconds, numbersOf, sleepSeconds } from './arrivals.fixture.ts';
import { Cluster } from './cluster.fixture.ts';
import {
  NetworkNamespace,
  reasonAgainstNamespaces,
  reasonAgainstNetem,
} from './network-namespace.fixture.ts';

const noNamespaces = reasonAgainstNamespaces();
const noNetem = noNamespaces ?? reasonAgainstNetem();
if (noNetem !== undefined) {
  const without = noNamespaces === undefined ? 'delay and loss of packets' : 'network namespaces';
  process.stderr.write(`tests without ${without}, which cannot be had here: ${noNetem}\n`);
}

const SLOW = { timeout: 120_000 };

/** Two agents of this machine, and one, c, in the namespace. */
async function startAcross(
  network: NetworkNamespace,
  script: string,
  args: readonly string[] = [],
): Promise<Cluster> {
  const cluster = await Cluster.start({ script, args, agents: [{}, {}], awaited: 3, host: '0.0.0.0' });
  await cluster.join({ host: network.hostAddress, prefix: network.prefix });
  await cluster.coordinator.until(LOAD_BEGINS);
  return cluster;
}

test.skipIf(noNamespaces !== undefined)(
  'a cable that is pulled for five seconds costs nothing',
  SLOW,
  async () => {
    const load = { rate: 30, seconds: 9 };
    using network = NetworkNamespace.create(1);
    await using cluster = await startAcross(network, arrivalScript(load));
    await sleepSeconds(1);
    network.pullCable();
    await sleepSeconds(5);
    network.plugCable();
    const { exitCode, output } = await cluster.ended;
    expect(exitCode, output).toBe(0);
    expect(await missingSeconds(cluster, load)).toEqual([]);
    const numbers = numbersOf(await cluster.samples('ran'));
    expect(new Set(numbers).size).toBe(numbers.length);
  },
);

test.skipIf(noNamespaces !== undefined)('a cable that is pulled for good is a lost agent', SLOW, async () => {
  const load = { rate: 30, seconds: 4 };
  using network = NetworkNamespace.create(2);
  await using cluster = await startAcross(network, arrivalScript(load), ['--on-agent-loss', 'continue']);
  network.pullCable();
  const { exitCode, output } = await cluster.ended;
  expect(output).toContain("agent 'c' was lost: nothing heard from it for 10 seconds");
  expect(exitCode).toBe(97);
});

test.skipIf(noNetem !== undefined)(
  'delay and loss of packets change nothing but when results arrive',
  SLOW,
  async () => {
    const load = { rate: 30, seconds: 8 };
    using network = NetworkNamespace.create(3);
    network.impair('delay', '80ms', '20ms', 'loss', '3%');
    await using cluster = await startAcross(network, arrivalScript(load));
    const { exitCode, output } = await cluster.ended;
    expect(exitCode, output).toBe(0);
    expect(await missingSeconds(cluster, load)).toEqual([]);
  },
);
