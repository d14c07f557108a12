import { expect, test, vi } from 'vitest';
import { CountingTarget } from './counting-target.fixture.ts';
import { RestartingCloud } from './restarting-cloud.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 400_000 });

const RATE = 20;
const SECONDS = 10;
const ITERATIONS = RATE * SECONDS;

const OPTIONS = {
  scenarios: {
    steady: { executor: 'constant-arrival-rate', rate: RATE, duration: `${SECONDS}s`, preAllocatedVUs: 20 },
  },
  thresholds: { made: [`count==${ITERATIONS}`], http_req_failed: ['rate==0'] },
};

/** Each phase takes long enough to be met in it. */
const script = ({ url }: CountingTarget): string => `
  import http from 'k6/http';
  import { sleep } from 'k6';
  import { Counter } from 'k6/metrics';
  const made = new Counter('made');
  const until = Date.now() + 1500;
  while (Date.now() < until) {}
  export function setup() { http.get('${url}/setup'); sleep(2); return { from: 'setup' }; }
  export default function (data) {
    if (data.from !== 'setup') throw new Error('the data of setup() is missing');
    http.get('${url}/iteration');
    made.add(1);
  }
  export function teardown(data) {
    if (data.from !== 'setup') throw new Error('the data of setup() is missing');
    http.get('${url}/teardown');
    sleep(1);
    http.get('${url}/last');
  }
`;

/** Nothing is lost, and nothing is done or counted twice. */
async function expectAll(cloud: RestartingCloud, run: number, target: CountingTarget): Promise<void> {
  const view = await cloud.ended(run);
  expect(view, JSON.stringify(view)).toMatchObject({ state: 'completed', result: 'passed' });
  expect(view.thresholds?.map(({ isCrossed }) => isCrossed)).toEqual([false, false]);
  const reached = (path: string) => target.count(path);
  expect([reached('/setup'), reached('/teardown'), reached('/last')]).toEqual([1, 1, 1]);
  expect(target.count('/iteration')).toBe(ITERATIONS);
  expect(await cloud.counted(run, 'made')).toBe(ITERATIONS);
  expect(await cloud.counted(run, 'iterations')).toBe(ITERATIONS);
  expect(await cloud.counted(run, 'http_reqs')).toBe(ITERATIONS + 3);
}

test.concurrent('a run that waits for agents when its controller is killed waits on afterwards', async () => {
  await using target = await CountingTarget.start();
  await using cloud = await RestartingCloud.start();
  const run = await cloud.run(script(target), OPTIONS);
  await cloud.killAndRestart();
  await cloud.join('a');
  await expectAll(cloud, run, target);
});

test.concurrent.each(['preparing', 'setup', 'running', 'teardown'])(
  'a run whose controller is killed in the phase %s goes on, and nothing is lost',
  async (phase) => {
    await using target = await CountingTarget.start();
    await using cloud = await RestartingCloud.start();
    await cloud.joined(await cloud.join('a'));
    const run = await cloud.run(script(target), OPTIONS);
    await cloud.reach(run, phase);
    await cloud.killAndRestart();
    await expectAll(cloud, run, target);
  },
);

test.concurrent('a run whose controller is killed while the last measurements arrive goes on to its end', async () => {
  await using target = await CountingTarget.start();
  await using cloud = await RestartingCloud.start();
  await cloud.joined(await cloud.join('a'));
  const run = await cloud.run(script(target), OPTIONS);
  await vi.waitUntil(() => target.count('/last') === 1, { timeout: 90_000, interval: 2 });
  await cloud.killAndRestart();
  await expectAll(cloud, run, target);
});

test.concurrent('a run goes on though its controller is killed three times and away until the load is over', async () => {
  await using target = await CountingTarget.start();
  await using cloud = await RestartingCloud.start();
  await cloud.joined(await cloud.join('a'));
  const run = await cloud.run(script(target), OPTIONS);
  await cloud.reach(run, 'setup');
  await cloud.killAndRestart();
  await cloud.reach(run, 'running');
  await cloud.killAndRestart();
  await cloud.reach(run, 'running');
  await cloud.killAndRestart(async () => {
    await vi.waitUntil(() => target.count('/iteration') === ITERATIONS, { timeout: 60_000 });
  });
  await expectAll(cloud, run, target);
});

test.concurrent('a run that was stopped just before its controller was killed is stopped, and torn down', async () => {
  await using target = await CountingTarget.start();
  await using cloud = await RestartingCloud.start();
  await cloud.joined(await cloud.join('a'));
  const run = await cloud.run(script(target), OPTIONS);
  await cloud.reach(run, 'running');
  await cloud.controller.call('POST', `/api/v1/runs/${run}/stop`);
  await cloud.killAndRestart();
  const view = await cloud.ended(run);
  expect(view).toMatchObject({ state: 'aborted', resultMessage: expect.stringContaining('stopped by') });
  expect(target.count('/teardown')).toBe(1);
  expect(target.count('/iteration')).toBeLessThan(ITERATIONS);
});

test.concurrent('a controller that ends in good order leaves its runs to the next one', async () => {
  await using target = await CountingTarget.start();
  await using cloud = await RestartingCloud.start();
  await cloud.joined(await cloud.join('a'));
  const run = await cloud.run(script(target), OPTIONS);
  await cloud.reach(run, 'running');
  await cloud.restart();
  await expectAll(cloud, run, target);
});
