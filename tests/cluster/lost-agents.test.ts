import { expect, test } from 'vitest';
import {
  type ArrivalTest,
  arrivalScript,
  LOAD_BEGINS,
  missingSeconds,
  numbersOf,
  sleepSeconds,
} from './arrivals.fixture.ts';
import { Cluster } from './cluster.fixture.ts';
import { runnerOf } from './program.fixture.ts';

// Each test waits for real deadlines of the coordinator, up to ten seconds; they run beside each other.
const SLOW = { timeout: 120_000 };

const THREE = [{}, {}, {}];
const FOUR = [...THREE, {}];
const TEARDOWN = `export function teardown() { console.log('cleaned up'); }`;

const policy = (name: string): string[] => ['--on-agent-loss', name];

test.concurrent('an agent that is killed fails the run, after teardown', SLOW, async () => {
  const load: ArrivalTest = { rate: 30, seconds: 30, code: TEARDOWN };
  await using cluster = await Cluster.start({ script: arrivalScript(load), agents: THREE });
  await cluster.coordinator.until(LOAD_BEGINS);
  await sleepSeconds(1);
  const { name, program } = cluster.agentOf(1);
  program.kill('SIGKILL');
  const { exitCode, output } = await cluster.ended;
  expect(output).toContain(
    `agent '${name}' was lost: its connection was closed and it did not come back within 10 seconds`,
  );
  expect(output).toContain('cleaned up');
  expect(exitCode).toBe(97);
});

test.concurrent(
  'with continue the others do their parts, and the run says what is missing',
  SLOW,
  async () => {
    const load: ArrivalTest = { rate: 30, seconds: 8, code: TEARDOWN };
    const script = arrivalScript(load);
    await using cluster = await Cluster.start({ script, args: policy('continue'), agents: THREE });
    await cluster.coordinator.until(LOAD_BEGINS);
    await sleepSeconds(2);
    const { name, program } = cluster.agentOf(1);
    program.kill('SIGKILL');
    const { exitCode, output } = await cluster.ended;
    expect(exitCode).toBe(97);
    expect(output).toMatch(new RegExp(`% of the load was not executed after agent '${name}' was lost`));
    expect(output).toMatch(new RegExp(`Agent '${name}' was lost .*33\\.3% of the load is missing from \\d`));
    expect(output).toContain('cleaned up');
    const missing = await missingSeconds(cluster, load);
    // A third of what came after, and no more than the window before.
    expect(missing.length).toBeLessThanOrEqual((30 / 3) * 7.5);
    expect(missing.length).toBeGreaterThanOrEqual((30 / 3) * 4);
  },
);

test.concurrent('a runner that is killed fails the run at once', SLOW, async () => {
  const load: ArrivalTest = { rate: 30, seconds: 30, code: TEARDOWN };
  await using cluster = await Cluster.start({ script: arrivalScript(load), agents: THREE });
  await cluster.coordinator.until(LOAD_BEGINS);
  const { name, program } = cluster.agentOf(1);
  const killedMs = performance.now();
  process.kill(runnerOf(program), 'SIGKILL');
  const { exitCode, output } = await cluster.ended;
  expect(output).toContain(`agent '${name}' was lost`);
  expect(exitCode).toBe(97);
  expect(performance.now() - killedMs).toBeLessThan(15_000);
});

test.concurrent(
  'an agent that stands still is replaced, and what it did is counted once when it wakes up',
  SLOW,
  async () => {
    const load: ArrivalTest = { rate: 30, seconds: 22 };
    const script = arrivalScript(load);
    await using cluster = await Cluster.start({ script, args: policy('replace'), agents: FOUR, awaited: 3 });
    await cluster.coordinator.until(LOAD_BEGINS);
    await sleepSeconds(2);
    const { name, program } = cluster.agentOf(1);
    program.kill('SIGSTOP');
    await cluster.coordinator.until(/takes over instance 1/);
    program.kill('SIGCONT');
    const { exitCode, output } = await cluster.ended;
    expect(output).toContain(`agent '${name}' was lost: nothing heard from it for 10 seconds`);
    const numbers = numbersOf(await cluster.samples('ran'));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(exitCode, output).toBe(0);
  },
);

test.concurrent('an agent that stands still for ever does not keep the run from ending', SLOW, async () => {
  const load: ArrivalTest = { rate: 30, seconds: 30 };
  await using cluster = await Cluster.start({ script: arrivalScript(load), agents: THREE });
  await cluster.coordinator.until(LOAD_BEGINS);
  cluster.agentOf(1).program.kill('SIGSTOP');
  expect(await cluster.ended).toMatchObject({ exitCode: 97 });
});

test.concurrent('a coordinator that stands still for five seconds loses nothing', SLOW, async () => {
  const load: ArrivalTest = { rate: 30, seconds: 9 };
  await using cluster = await Cluster.start({ script: arrivalScript(load), agents: THREE });
  await cluster.coordinator.until(LOAD_BEGINS);
  cluster.coordinator.kill('SIGSTOP');
  await sleepSeconds(5);
  cluster.coordinator.kill('SIGCONT');
  const { exitCode, output } = await cluster.ended;
  expect(exitCode, output).toBe(0);
  expect(await missingSeconds(cluster, load)).toEqual([]);
});
