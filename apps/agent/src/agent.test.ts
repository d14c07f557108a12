import { expect, test, vi } from 'vitest';
import { Cluster, CollectingOutput, isAlive, sumOf } from './cluster.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const FOR_A_MINUTE = `
  export const options = { scenarios: { steady: {
    executor: 'constant-arrival-rate', rate: 20, duration: '60s', preAllocatedVUs: 4,
  } } };
`;

test('a whole run on one agent: setup, load, teardown, summary, and what the script prints', async () => {
  await using cluster = await Cluster.open();
  cluster.join('a');
  const result = await cluster.run(`
    import { check, sleep } from 'k6';
    import { Counter } from 'k6/metrics';
    const made = new Counter('made');
    export const options = { vus: 3, iterations: 12 };
    export function setup() { made.add(1); return { seen: __ENV.FROM_USER }; }
    export default function (data) {
      made.add(10);
      check(data, { 'setup data arrives': ({ seen }) => seen === 'yes' });
      sleep(0.05);
    }
    export function teardown({ seen }) { console.log('torn down ' + seen); }
    export function handleSummary(data) { return { stdout: 'made ' + data.metrics.made.values.count }; }
  `);
  expect(result.error).toBeUndefined();
  expect(result.completeness).toMatchObject({ kind: 'complete', problems: [] });
  expect([sumOf(result, 'iterations'), sumOf(result, 'made')]).toEqual([12, 121]);
  expect(result.setupDataJson).toBe('{"seen":"yes"}');
  expect(cluster.printed).toEqual(['torn down yes']);
  const summary = JSON.stringify({ metrics: { made: { values: { count: 121 } } } });
  expect(await result.handleSummary(summary)).toEqual({
    kind: 'returned',
    result: { kind: 'entries', entries: [{ target: 'stdout', content: 'made 121' }] },
  });
  const [pid] = cluster.agents[0]?.runnerPids ?? [];
  result.release();
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(cluster.agents[0]?.health.tenures).toEqual([]);
});

test('three agents do the work of one run, none of it twice', async () => {
  await using cluster = await Cluster.open();
  for (const name of ['a', 'b', 'c']) cluster.join(name);
  const result = await cluster.run(
    `
    import exec from 'k6/execution';
    export const options = { scenarios: {
      some: { executor: 'shared-iterations', vus: 5, iterations: 50 },
      each: { executor: 'per-vu-iterations', vus: 4, iterations: 5 },
    } };
    export default function () {
      console.log(exec.scenario.name + ' ' + exec.scenario.iterationInTest + ' ' + __VU);
    }
  `,
    { agents: 3 },
  );
  expect(result.error).toBeUndefined();
  expect(result.completeness).toMatchObject({ kind: 'complete', problems: [] });
  const lines = cluster.printed.map((line) => line.split(' '));
  const numbers = lines.filter(([name]) => name === 'some').map(([, number]) => Number(number));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(lines.filter(([name]) => name === 'each')).toHaveLength(20);
});

test('a script that aborts the test on one agent stops it on all of them', async () => {
  await using cluster = await Cluster.open();
  for (const name of ['a', 'b']) cluster.join(name);
  const { result } = await cluster.start(
    `
    import exec from 'k6/execution';
    ${FOR_A_MINUTE}
    export default function () { if (exec.scenario.iterationInTest === 20) exec.test.abort('enough'); }
    export function teardown() { console.log('torn down'); }
  `,
    { agents: 2 },
  );
  await expect.poll(() => cluster.printed, { timeout: 30_000 }).toContain('torn down');
  const { error, completeness, durationMs } = await result;
  expect(error).toMatchObject({ exitCode: 108, message: expect.stringContaining('enough') });
  expect(completeness).toMatchObject({ kind: 'complete', problems: [] });
  // Iteration 20 is due after one second; the fleet has two to stop.
  expect(durationMs).toBeLessThan(4_500);
});

test('the outputs of a run get every sample', async () => {
  await using cluster = await Cluster.open();
  for (const name of ['a', 'b']) cluster.join(name);
  const output = new CollectingOutput();
  const script = 'export const options = { iterations: 30, vus: 2 }; export default function () {}';
  const result = await cluster.run(script, { agents: 2, outputs: [output] });
  expect(result.error).toBeUndefined();
  expect(output.values.get('iterations')).toBe(30);
  expect([...output.instances].sort()).toEqual(['0', '1']);
});

test('a service agent drops what it does when its coordinator has ended', async () => {
  await using cluster = await Cluster.open();
  const agent = cluster.join('a');
  void cluster.start(`${FOR_A_MINUTE} export default function () {}`);
  await expect.poll(() => agent.health.tenures[0]?.phase, { timeout: 30_000 }).toBe('running');
  const [pid] = agent.runnerPids;
  cluster.pool.close();
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(agent.health).toMatchObject({ status: 'connecting', tenures: [] });
});
