import { expect, test } from 'vitest';
import { arrivalScript, numbersOf, printedBy } from './arrivals.fixture.ts';
import { Cluster } from './cluster.fixture.ts';
import { runnerOf } from './program.fixture.ts';

// With replace, closed connections are given up after a second, so these tests are shorter than with fail.
const REPLACE = ['--on-agent-loss', 'replace'];
const SLOW = { timeout: 120_000 };
const FOUR = [{}, {}, {}, {}];
const LOAD = { rate: 30, seconds: 2 };

test.concurrent.each(['SIGKILL', 'SIGSTOP'] as const)(
  '%s of the agent that runs setup fails the run: setup is not run twice',
  SLOW,
  async (signal) => {
    const code = `export function setup() { console.log('in setup'); sleep(30); }`;
    const script = arrivalScript({ ...LOAD, code });
    await using cluster = await Cluster.start({ script, args: REPLACE, agents: FOUR, awaited: 3 });
    await cluster.coordinator.until(/in setup/);
    const name = printedBy(cluster.coordinator.output, 'in setup');
    cluster.agentNamed(name).kill(signal);
    const { exitCode, output } = await cluster.ended;
    expect(output).toContain(`agent '${name}' was lost while it ran setup()`);
    expect(output.split('in setup').length - 1).toBe(1);
    expect(exitCode).toBe(97);
  },
);

test.concurrent(
  'an agent that is killed before the start is replaced, and nothing is missing',
  SLOW,
  async () => {
    // Init code takes a while, but not where the script is loaded first.
    const code = `if (__VU > 0) { const endMs = Date.now() + 1000; while (Date.now() < endMs); }`;
    const script = arrivalScript({ ...LOAD, code });
    await using cluster = await Cluster.start({ script, args: REPLACE, agents: FOUR, awaited: 3 });
    await cluster.coordinator.until(/\* 2: /);
    cluster.agentOf(1).program.kill('SIGKILL');
    const { exitCode, output } = await cluster.ended;
    expect(output).toMatch(/takes over instance 1/);
    expect(exitCode, output).toBe(0);
    expect(numbersOf(await cluster.samples('ran')).slice(0, 60)).toEqual(
      Array.from({ length: 60 }, (_, n) => n),
    );
  },
);

test.concurrent(
  'an agent that is killed in teardown fails the run, with everything that was measured',
  SLOW,
  async () => {
    const code = `export function teardown() { console.log('in teardown'); sleep(30); }`;
    const script = arrivalScript({ ...LOAD, code });
    await using cluster = await Cluster.start({ script, args: REPLACE, agents: FOUR, awaited: 3 });
    await cluster.coordinator.until(/in teardown/);
    const name = printedBy(cluster.coordinator.output, 'in teardown');
    cluster.agentNamed(name).kill('SIGKILL');
    const { exitCode, output } = await cluster.ended;
    expect(output).toContain(`agent '${name}' was lost while it ran teardown()`);
    expect(output).toMatch(/iterations\.+: 6[01]/);
    expect(exitCode).toBe(97);
  },
);

test.concurrent(
  'an agent that is killed before the start fails the run before it has begun',
  SLOW,
  async () => {
    const code = `
    if (__VU > 0) { const endMs = Date.now() + 1000; while (Date.now() < endMs); }
    export function setup() { console.log('in setup'); }`;
    await using cluster = await Cluster.start({
      script: arrivalScript({ ...LOAD, code }),
      agents: [{}, {}, {}],
    });
    await cluster.coordinator.until(/\* 2: /);
    const { name, program } = cluster.agentOf(1);
    program.kill('SIGKILL');
    const { exitCode, output } = await cluster.ended;
    expect(output).toContain(`agent '${name}' was lost`);
    expect(output).not.toContain('in setup');
    expect(exitCode).toBe(97);
  },
);

test.concurrent.each([
  ['setup', /agent '\w' was lost while it ran setup\(\): the process of its script was ended by SIGKILL/],
  ['teardown', /teardown\(\) did not come to its end: the process of its script was ended by SIGKILL/],
] as const)('a runner that is killed in %s fails the run', SLOW, async (stage, message) => {
  const code = `export function ${stage}() { console.log('in the stage'); sleep(30); }`;
  await using cluster = await Cluster.start({
    script: arrivalScript({ ...LOAD, code }),
    agents: [{}, {}, {}],
  });
  await cluster.coordinator.until(/in the stage/);
  const name = printedBy(cluster.coordinator.output, 'in the stage');
  process.kill(runnerOf(cluster.agentNamed(name)), 'SIGKILL');
  const { exitCode, output } = await cluster.ended;
  expect(output).toMatch(message);
  expect(exitCode).toBe(97);
});
