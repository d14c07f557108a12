import type { ClusterView, InstanceView } from '@squall/coordinator';
import { createSegmentTuple, parseScenario, planTest } from '@squall/core';
import { VirtualClock } from '@squall/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { ClusterProgress } from './cluster-progress.ts';

const TUPLE = createSegmentTuple();
const PLAN = planTest(
  {
    default: parseScenario('default', {
      executor: 'ramping-vus',
      startVUs: 4,
      stages: [{ duration: '10s', target: 4 }],
    }),
  },
  TUPLE,
);

const instance = (number: number, rest: Partial<InstanceView> = {}): InstanceView => ({
  instance: number,
  agent: `web-${number}`,
  loadZone: 'default',
  share: 0.5,
  maxVUs: 2,
  condition: 'running',
  activeVUs: 2,
  initialisedVUs: 2,
  completeIterations: 0,
  interruptedIterations: 0,
  utilization: 0.1,
  maxLagMs: 3,
  ...rest,
});

const view = (rest: Partial<ClusterView>): ClusterView => ({
  phase: 'running',
  elapsedMs: 2_000,
  fraction: 0,
  loadMs: 2_000,
  missing: [],
  instances: [instance(0), instance(1)],
  scenarios: [],
  ...rest,
});

/** The progress of a run that always looks like the last given view. */
function watch(first: ClusterView | undefined) {
  const clock = new VirtualClock();
  let current = first;
  const progress = new ClusterProgress(
    { plan: PLAN, tuple: TUPLE },
    { clock, agentCount: 3, look: () => current },
  );
  onTestFinished(() => progress[Symbol.dispose]());
  const show = (next: ClusterView) => {
    current = next;
    return progress.view();
  };
  return { clock, progress, show };
}

test('there is nothing to see before there is a run', () => {
  expect(watch(undefined).progress.view()).toBeUndefined();
});

test('says how many of the agents have joined', () => {
  const demand = { label: 'eu', loadZone: 'eu', weight: 1, agents: 2 };
  const { progress } = watch(
    view({ phase: 'awaiting-agents', instances: [], missing: [{ demand, joined: 0 }] }),
  );
  expect(progress.view()?.head).toEqual({
    kind: 'phase',
    label: 'Wait',
    text: '1 of 3 agents joined',
    fraction: 1 / 3,
  });
});

test('says how many agents are ready and VUs initialised', () => {
  const instances = [
    instance(0, { condition: 'ready' }),
    instance(1, { condition: 'preparing', initialisedVUs: 1 }),
  ];
  const { progress } = watch(view({ phase: 'preparing', instances }));
  expect(progress.view()?.head).toMatchObject({
    label: 'Init',
    text: '1 of 2 agents ready, 3/4 VUs initialized',
    fraction: 0.75,
  });
});

test.each([
  ['setup', 'setup()'],
  ['teardown', 'teardown()'],
] as const)('names the stage during %s', (phase, text) => {
  expect(watch(view({ phase })).progress.view()?.head).toMatchObject({ label: 'Run', text });
});

test('adds up what all instances report', () => {
  const instances = [
    instance(0, { completeIterations: 40, interruptedIterations: 1 }),
    instance(1, { completeIterations: 30, activeVUs: 1 }),
  ];
  const { progress, show } = watch(view({ instances }));
  expect(progress.view()?.head).toMatchObject({
    kind: 'run',
    elapsedMs: 2_000,
    maxDurationMs: PLAN.maxDurationMs,
    activeVUs: 3,
    initialisedVUs: 4,
    maxVUs: 4,
    completeIterations: 70,
    interruptedIterations: 1,
  });
  expect(show(view({ phase: 'ended', instances }))?.head).toMatchObject({ activeVUs: 0 });
});

test('adds up the scenarios of all instances', () => {
  const states = (activeVUs: number) => [
    {
      scenario: 'default',
      state: {
        phase: 'running' as const,
        elapsedMs: 5_000,
        activeVUs,
        heldVUs: activeVUs,
        iterationsDone: 7,
        iterationsPerSecond: 0,
      },
    },
  ];
  const { progress } = watch(view({ scenarios: [states(2), states(1)] }));
  expect(progress.view()?.scenarios).toMatchObject([
    { name: 'default', phase: 'running', fraction: 0.5, columns: ['3/4 VUs', '05.0s/10.0s'] },
  ]);
});

test('measures the pace of each agent while it runs, and shows the average at the end', () => {
  const { clock, show } = watch(view({ instances: [instance(0)] }));
  clock.advance(1_000);
  show(view({ instances: [instance(0, { completeIterations: 50 })] }));
  clock.advance(1_000);
  const running = show(view({ instances: [instance(0, { completeIterations: 50 })] }));
  expect(running?.agents?.[0]?.iterationsPerSecond).toBeCloseTo(50, -1);
  const ended = instance(0, { completeIterations: 50, condition: 'ended' });
  expect(show(view({ loadMs: 4_000, instances: [ended] }))?.agents?.[0]).toMatchObject({
    state: 'ended',
    iterationsPerSecond: 12.5,
  });
});

test('names load zones only where there are several', () => {
  const { progress, show } = watch(view({}));
  expect(progress.view()?.agents?.map(({ loadZone }) => loadZone)).toEqual([undefined, undefined]);
  const zones = show(view({ instances: [instance(0), instance(1, { loadZone: 'eu' })] }));
  expect(zones?.agents?.map(({ loadZone }) => loadZone)).toEqual(['default', 'eu']);
});

test('tells the parts of an agent apart that has taken over', () => {
  const { progress } = watch(view({ instances: [instance(0), instance(1, { agent: 'web-0' })] }));
  expect(progress.view()?.agents?.map(({ name }) => name)).toEqual(['web-0 #0', 'web-0 #1']);
});
