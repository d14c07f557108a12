import { expect, test, vi } from 'vitest';
import { CountingTarget } from './counting-target.fixture.ts';
import { RestartingCloud } from './restarting-cloud.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const ITERATIONS = 60;
const ZONE = 'amazon:us:ashburn';

const OPTIONS = {
  scenarios: { s: { executor: 'shared-iterations', vus: 8, iterations: ITERATIONS } },
  thresholds: {
    made: [`count==${ITERATIONS}`],
    [`made{load_zone:${ZONE}}`]: [`count==${ITERATIONS}`],
    'made{instance_id:0}': ['count>0'],
    'made{instance_id:1}': ['count>0'],
    wrong_label: ['count==0'],
  },
  cloud: {
    distribution: {
      north: { loadZone: ZONE, percent: 50 },
      south: { loadZone: ZONE, percent: 50 },
    },
  },
};

const script = ({ url }: CountingTarget, path: string): string => `
  import http from 'k6/http';
  import { sleep } from 'k6';
  import { Counter } from 'k6/metrics';
  const made = new Counter('made');
  const wrongLabel = new Counter('wrong_label');
  const LABELS = ['north', 'south'];
  export default function () {
    const { LI_DISTRIBUTION, LI_INSTANCE_ID, LI_LOAD_ZONE, K6_CLOUDRUN_DISTRIBUTION } = __ENV;
    const isRight = LI_DISTRIBUTION === LABELS[Number(LI_INSTANCE_ID)] && LI_LOAD_ZONE === '${ZONE}';
    if (!isRight || K6_CLOUDRUN_DISTRIBUTION !== LI_DISTRIBUTION) wrongLabel.add(1);
    http.get('${url}/${path}');
    made.add(1);
    sleep(0.5);
  }
`;

test('two runs at once on the same agents, each with two labels of one load zone, do all of their work', async () => {
  await using target = await CountingTarget.start();
  await using cloud = await RestartingCloud.start();
  for (const name of ['a', 'b']) await cloud.joined(await cloud.join(name));
  const first = await cloud.run(script(target, 'first'), OPTIONS);
  const second = await cloud.run(script(target, 'second'), OPTIONS);
  await Promise.all([cloud.reach(first, 'running'), cloud.reach(second, 'running')]);
  for (const [run, path] of [
    [first, '/first'],
    [second, '/second'],
  ] as const) {
    const view = await cloud.ended(run);
    expect(view, JSON.stringify(view)).toMatchObject({ state: 'completed', result: 'passed' });
    expect(target.count(path)).toBe(ITERATIONS);
    expect(await cloud.counted(run, 'made')).toBe(ITERATIONS);
  }
});
