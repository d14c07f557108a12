import { MeasuringAgent, storeFrame } from '../aggregation/measured-run.fixture.ts';
import type { Installation, Team } from '../http/installation.fixture.ts';
import type { RunResult } from '../runs/run-state.ts';
import { addRun, endRun } from '../runs/stored-run.fixture.ts';
import type { NewTestRun, TestRun } from '../runs/test-run.ts';

type Place = Pick<Installation, 'stores' | 'clock'>;

export interface MeasuredWish extends Partial<NewTestRun> {
  readonly seconds?: number;
  readonly result?: RunResult;
  readonly testName?: string;
  /** Which of ten requests fails; none unless said. */
  readonly failing?: number;
  /** Of the first of the two URLs. */
  readonly url?: string;
}

const THRESHOLDS = { http_req_duration: ['p(95)<500', 'p(99.5)<5'], checks: ['rate>0.5'] };
const URLS = ['http://shop.test/', 'http://shop.test/cart?a=1&b="<2>"'] as const;

/** A run that ended, in which two agents sent five requests a second each. */
export async function addMeasuredRun(
  place: Place,
  team: Pick<Team, 'project' | 'owner'>,
  wish: MeasuredWish = {},
): Promise<TestRun> {
  const { seconds = 6, result = 'passed', failing, url = URLS[0], ...details } = wish;
  const run = await addRun(place, team, {
    options: { thresholds: THRESHOLDS },
    place: 'cloud',
    estimatedDurationS: seconds,
    ...details,
  });
  await place.stores.runs.enter(run.id, { to: 'running', atMs: place.clock.wallMs() });
  const agents = [new MeasuringAgent(0), new MeasuringAgent(1, 'amazon:de:frankfurt')];
  for (let second = 0; second < seconds; second++) {
    for (const agent of agents) {
      agent.add('vus', 'gauge', 2 + second);
      for (let i = 0; i < 5; i++) {
        const isOk = failing === undefined || (second * 5 + i) % 10 !== failing;
        agent.request(20 + 10 * i, { name: i % 2 === 0 ? url : URLS[1], status: isOk ? '200' : '500' }, isOk);
      }
      await storeFrame(place.stores, run.id, agent.frame((second + 1) * 1000));
    }
  }
  await place.stores.runFacts.setConclusion(run.id, {
    exitCode: result === 'passed' ? 0 : 99,
    elapsedMs: seconds * 1000,
    isInterrupted: false,
    setupDataJson: null,
    notices: [],
    losses: [],
  });
  return endRun(place, run, result);
}
