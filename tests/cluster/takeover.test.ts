import { expect, test } from 'vitest';
import {
  type ArrivalTest,
  arrivalScript,
  LOAD_BEGINS,
  missingSeconds,
  numbersOf,
  sleepSeconds,
  untilLoad,
} from './arrivals.fixture.ts';
import { Cluster } from './cluster.fixture.ts';
import { runnerOf } from './program.fixture.ts';

// One after the other: starting many processes at once would take longer than what is measured here.
const SLOW = { timeout: 120_000 };
const REPLACE = ['--on-agent-loss', 'replace'];
const THREE = [{}, {}, {}];
const FOUR = [...THREE, {}];

test('a spare agent takes over within two seconds', SLOW, async () => {
  const load: ArrivalTest = { rate: 60, seconds: 9 };
  const script = arrivalScript(load);
  await using cluster = await Cluster.start({ script, args: REPLACE, agents: FOUR, awaited: 3 });
  const allowedS = await untilLoad(cluster);
  await sleepSeconds(3);
  const { name, program } = cluster.agentOf(1);
  program.kill('SIGKILL');
  await expectTakeover(cluster, { load, name, allowedS });
});

test('the others share the work of a killed runner when there is no spare agent', SLOW, async () => {
  const load: ArrivalTest = { rate: 60, seconds: 9 };
  const script = arrivalScript(load);
  await using cluster = await Cluster.start({ script, args: REPLACE, agents: THREE });
  const allowedS = await untilLoad(cluster);
  await sleepSeconds(3);
  const { name, program } = cluster.agentOf(1);
  process.kill(runnerOf(program), 'SIGKILL');
  await expectTakeover(cluster, { load, name, allowedS });
});

async function expectTakeover(
  cluster: Cluster,
  { load, name, allowedS }: { load: ArrivalTest; name: string; allowedS: number },
): Promise<void> {
  const { exitCode, output } = await cluster.ended;
  expect(output).toMatch(new RegExp(`Agent '${name}' was lost .*: agent '\\w' took over at`));
  const numbers = numbersOf(await cluster.samples('ran'));
  expect(new Set(numbers).size, 'no iteration is counted twice').toBe(numbers.length);
  const missing = await missingSeconds(cluster, load);
  const [first = 0, last = 0] = [missing.at(0), missing.at(-1)];
  expect(last - first, output).toBeLessThan(allowedS);
  expect(missing.length).toBeLessThanOrEqual((load.rate / 3) * allowedS);
  expect(exitCode, output).toBe(0);
}

test('an agent that is told to leave says goodbye, and hands over everything', SLOW, async () => {
  const load: ArrivalTest = { rate: 60, seconds: 8 };
  const script = arrivalScript(load);
  await using cluster = await Cluster.start({ script, args: REPLACE, agents: FOUR, awaited: 3 });
  const allowedS = await untilLoad(cluster);
  await sleepSeconds(2);
  const { name, program } = cluster.agentOf(1);
  program.kill('SIGTERM');
  await expectTakeover(cluster, { load, name, allowedS });
  expect((await program.ended).exitCode).toBe(0);
});

test('a fixed number of iterations is done, each once, whoever is lost', SLOW, async () => {
  const script = `
    import exec from 'k6/execution';
    import { sleep } from 'k6';
    import { Counter } from 'k6/metrics';
    const ran = new Counter('ran');
    export const options = { scenarios: { main: { executor: 'shared-iterations', vus: 6, iterations: 150 } } };
    export default function () {
      const n = exec.scenario.iterationInTest;
      if (n === 0) console.log('the load begins');
      sleep(0.2);
      ran.add(1, { n });
    }`;
  await using cluster = await Cluster.start({ script, args: REPLACE, agents: FOUR, awaited: 3 });
  await cluster.coordinator.until(LOAD_BEGINS);
  await sleepSeconds(2.5);
  cluster.agentOf(1).program.kill('SIGKILL');
  const { exitCode, output } = await cluster.ended;
  expect(exitCode, output).toBe(0);
  expect((await cluster.samples('ran')).length).toBe(150);
  expect((await cluster.summary()).metrics.iterations?.count).toBe(150);
});
