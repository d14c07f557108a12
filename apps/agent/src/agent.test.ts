import { expect, test } from 'vitest';
import { Cluster, isAlive, sumOf } from './cluster.fixture.ts';

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
