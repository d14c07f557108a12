import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from '../e2e/script-folder.ts';
import { Cluster, EXPORTS, readSamples, type Sample } from './cluster.fixture.ts';

/** Says of each iteration who ran it, which one it is, and when it began, in ms after the scenario. */
function recordingScript(scenario: object, sleepS: number): string {
  return `
    import exec from 'k6/execution';
    import { Counter } from 'k6/metrics';
    import { sleep } from 'k6';
    const ran = new Counter('ran');
    export const options = { scenarios: { main: ${JSON.stringify(scenario)} } };
    export default function () {
      const { vu, scenario } = exec;
      const at = Date.now() - scenario.startTime;
      ran.add(1, { vu: vu.idInTest, own: vu.iterationInScenario, n: scenario.iterationInTest, at });
      sleep(${sleepS});
    }`;
}

/** Parts of 1/8, 2/8 and 5/8. */
const UNEVEN = [{ maxVUs: 10 }, { maxVUs: 20 }, { maxVUs: 50 }];

async function runBothWays(script: string): Promise<{ local: Sample[]; clustered: Sample[] }> {
  await using folder = await scriptFolder({ 'script.js': script });
  await using cluster = await Cluster.start({ script, args: ['--quiet'], agents: UNEVEN });
  const local = runCli(['run', '--quiet', ...EXPORTS, 'script.js'], { cwd: folder.path });
  const [own, joint] = [await local, await cluster.ended];
  expect(own, own.stderr).toMatchObject({ exitCode: 0 });
  expect(joint, joint.output).toMatchObject({ exitCode: 0 });
  return {
    local: await readSamples(join(folder.path, 'samples.json'), 'ran'),
    clustered: await cluster.samples('ran'),
  };
}

const identities = (samples: readonly Sample[], ...tags: readonly string[]): string[] =>
  samples.map((sample) => tags.map((tag) => sample.tags[tag]).join(' ')).sort();

const instancesOf = (samples: readonly Sample[]) => new Set(samples.map(({ tags }) => tags.instance_id));

// The times leave every VU at least 200 ms between its last iteration and the end.
test.each([
  ['constant-vus', { executor: 'constant-vus', vus: 11, duration: '1700ms' }, 0.5, 11 * 4],
  ['per-vu-iterations', { executor: 'per-vu-iterations', vus: 11, iterations: 5 }, 0.05, 11 * 5],
  [
    'ramping-vus',
    {
      executor: 'ramping-vus',
      startVUs: 5,
      stages: [
        { duration: '1s', target: 5 },
        { duration: '0s', target: 13 },
        { duration: '700ms', target: 13 },
      ],
    },
    0.5,
    5 * 4 + 8 * 2,
  ],
])(
  '%s: the same VUs run the same iterations on three uneven agents as on one machine',
  async (_name, scenario, sleepS, count) => {
    const { local, clustered } = await runBothWays(recordingScript(scenario, sleepS));
    expect(instancesOf(clustered)).toEqual(new Set(['0', '1', '2']));
    expect(local.length).toBe(count);
    expect(identities(clustered, 'vu', 'own')).toEqual(identities(local, 'vu', 'own'));
  },
);

test('shared-iterations: every iteration is run once, whichever VU takes it', async () => {
  const scenario = { executor: 'shared-iterations', vus: 11, iterations: 100 };
  const { local, clustered } = await runBothWays(recordingScript(scenario, 0.02));
  expect(identities(clustered, 'n')).toEqual(identities(local, 'n'));
  const vus = new Set(identities(clustered, 'vu').map(Number));
  expect([...vus].every((vu) => vu >= 1 && vu <= 11)).toBe(true);
});

const RAMP = [
  { duration: '1s', target: 60 },
  { duration: '1s', target: 20 },
];

test.each([
  [
    'constant-arrival-rate',
    { executor: 'constant-arrival-rate', rate: 40, duration: '2s', preAllocatedVUs: 16 },
  ],
  [
    'ramping-arrival-rate',
    { executor: 'ramping-arrival-rate', startRate: 20, stages: RAMP, preAllocatedVUs: 16 },
  ],
])(
  '%s: the same iterations arrive at the same times on three uneven agents as on one machine',
  async (_name, scenario) => {
    const { local, clustered } = await runBothWays(recordingScript(scenario, 0.01));
    expect(identities(clustered, 'n')).toEqual(identities(local, 'n'));
    expect(new Set(identities(clustered, 'n')).size).toBe(clustered.length);
    const times = new Map(local.map(({ tags }) => [tags.n, Number(tags.at)]));
    const apart = clustered.map(({ tags }) =>
      Math.abs(Number(tags.at) - (times.get(tags.n ?? '') ?? Number.NaN)),
    );
    apart.sort((a, b) => a - b);
    // A few are late on a busy machine; due at another time they would nearly all be.
    expect(apart[Math.floor(apart.length / 2)]).toBeLessThan(30);
    expect(apart.at(-1)).toBeLessThan(500);
  },
);

test('no VU is on two agents', async () => {
  const scenario = { executor: 'constant-arrival-rate', rate: 60, duration: '2s', preAllocatedVUs: 16 };
  const { clustered } = await runBothWays(recordingScript(scenario, 0.1));
  const owners = new Map(clustered.map(({ tags }) => [tags.vu, tags.instance_id]));
  expect(clustered.filter(({ tags }) => owners.get(tags.vu) !== tags.instance_id)).toEqual([]);
});
