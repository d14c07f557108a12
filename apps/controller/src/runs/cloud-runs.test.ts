import { expect, test } from 'vitest';
import {
  SimulatedAgent,
  type SimulatedAgentOptions,
} from '../../../../packages/coordinator/src/simulation/simulated-agent.fixture.ts';
import type { SimulatedTest } from '../../../../packages/coordinator/src/simulation/workload.fixture.ts';
import { archiveOf, streamOf } from '../archives/tar.fixture.ts';
import { type Installation, install, newTeam, type Team } from '../http/installation.fixture.ts';
import { createSecret, hashSecret } from '../identity/secret.ts';
import { CloudRuns } from './cloud-runs.ts';
import { clusterSpecOf } from './cluster-spec.ts';
import type { TestRun } from './test-run.ts';

const WORK: SimulatedTest = { iterationsPerSecond: 20, durationMs: 3_000 };
const SCENARIO = {
  executor: 'constant-arrival-rate',
  rate: 20,
  duration: '3s',
  preAllocatedVUs: 4,
  gracefulStop: '0s',
};
const FACTS = {
  exports: ['default', 'setup', 'teardown'],
  metrics: [],
};

/** An agent that runs so many VUs at most. */
const taking = (maxVUs: number): SimulatedAgentOptions => ({
  hello: { capacity: { maxVUs, fileDescriptors: undefined, maxArchiveBytes: 1e9 } },
});

/** A controller that carries out runs, on virtual time. */
class Stage implements AsyncDisposable {
  readonly installation: Installation;
  readonly team: Team;
  readonly cloudRuns: CloudRuns;

  private constructor(installation: Installation, team: Team) {
    this.installation = installation;
    this.team = team;
    this.cloudRuns = new CloudRuns({
      ...installation.services,
      specOf: (...parts) => ({ ...clusterSpecOf(...parts), optionsJson: JSON.stringify(WORK) }),
    });
  }

  static async open(): Promise<Stage> {
    const installation = await install();
    const stage = new Stage(installation, await newTeam(installation));
    await stage.cloudRuns.open();
    return stage;
  }

  async join(
    name: string,
    zone = 'amazon:us:ashburn',
    options: SimulatedAgentOptions = {},
  ): Promise<SimulatedAgent> {
    const { stores, services, clock } = this.installation;
    const { organizationId, id } = this.team.owner.user;
    const credential = createSecret('sqe');
    await stores.agents.createEnrolment({
      loadZoneId: (await stores.loadZones.byCode(organizationId, zone))?.id ?? 0,
      organizationId,
      name,
      hash: hashSecret(credential),
      hint: '',
      usesLeft: null,
      createdBy: id,
      createdAtMs: 1,
      expiresAtMs: null,
    });
    // What it needs of a pool is that connections can be handed to it.
    return new SimulatedAgent(name, services.gate as never, clock, {
      ...options,
      hello: { credential, loadZone: zone, ...options.hello },
    });
  }

  async start(options: Record<string, unknown> = {}, more: object = { squall: FACTS }): Promise<TestRun> {
    const { services } = this.installation;
    const archive = await archiveOf({ scenarios: { s: SCENARIO }, ...options }, {}, undefined, { ...more });
    const load = await services.tests.create(this.team.project, 'checkout', streamOf(archive));
    const { archive: stored, ...outline } = await services.tests.checkScript(this.team.project, load);
    return services.runs.queue({
      project: this.team.project,
      test: load,
      startedBy: this.team.runner.user,
      outline,
      archiveSha256: stored.sha256,
    });
  }

  /** The test of an earlier run. */
  async startAgain({ testId }: TestRun): Promise<TestRun> {
    const { services, stores } = this.installation;
    const load = await stores.tests.byId(testId);
    if (load === undefined) throw new Error('the test is gone');
    const { archive, ...outline } = await services.tests.checkScript(this.team.project, load);
    return services.runs.queue({
      project: this.team.project,
      test: load,
      startedBy: this.team.runner.user,
      outline,
      archiveSha256: archive.sha256,
    });
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      await new Promise(setImmediate);
      this.installation.clock.advance(50);
    }
  }

  async reach({ id }: TestRun, state: string): Promise<TestRun> {
    for (let i = 0; i < 1000; i++) {
      const run = await this.installation.stores.runs.byId(id);
      if (run?.state === state) return run;
      await this.pass(50);
    }
    throw new Error(`the run did not become ${state}: ${this.installation.logged.slice(-5).join('; ')}`);
  }

  async states({ id }: TestRun): Promise<readonly string[]> {
    return (await this.installation.stores.runs.history(id)).map(({ state }) => state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cloudRuns.close();
    await this.installation[Symbol.asyncDispose]();
  }
}

test('a queued run goes to the agents of its zones and ends with their result', async () => {
  await using stage = await Stage.open();
  const agent = await stage.join('rack-1');
  const run = await stage.start({ thresholds: { iterations: ['count==60'], http_req_duration: ['max<1'] } });
  const ended = await stage.reach(run, 'completed');
  expect(ended).toMatchObject({
    result: 'failed',
    resultMessage: "thresholds on metrics 'http_req_duration' have been crossed",
    thresholds: [
      { metric: 'iterations', expression: 'count==60', isCrossed: false },
      { metric: 'http_req_duration', expression: 'max<1', isCrossed: true },
    ],
  });
  expect(await stage.states(run)).toEqual([
    'created',
    'queued',
    'initializing',
    'running',
    'processing_metrics',
    'completed',
  ]);
  expect(agent.calls).toMatchObject({ setup: 1, teardown: 1 });
});

test('every frame is stored before its agent hears that it arrived', async () => {
  await using stage = await Stage.open();
  await stage.join('rack-1');
  const run = await stage.start();
  await stage.reach(run, 'completed');
  const frames = await stage.installation.stores.frames.ofRun(run.id, 0, 100);
  expect(frames.length).toBeGreaterThan(2);
  expect(new Set(frames.map(({ format }) => format))).toEqual(new Set(['agent-frame', 'vus']));
});

test('a run waits in the queue until its zones have agents', async () => {
  await using stage = await Stage.open();
  const distribution = {
    east: { loadZone: 'amazon:us:ashburn', percent: 50 },
    west: { loadZone: 'amazon:us:portland', percent: 50 },
  };
  await stage.join('east-1');
  const run = await stage.start({ cloud: { distribution } });
  await stage.pass(3_000);
  expect(await stage.states(run)).toEqual(['created', 'queued']);
  const west = await stage.join('west-1', 'amazon:us:portland');
  await stage.reach(run, 'completed');
  expect(west.iterations).toBe(30);
});

test('the agents of a zone share its work by what they can take', async () => {
  await using stage = await Stage.open();
  const large = await stage.join('large', undefined, taking(30));
  const small = await stage.join('small', undefined, taking(10));
  await stage.pass(2_000);
  const run = await stage.start();
  await stage.reach(run, 'completed');
  expect([large.iterations, small.iterations]).toEqual([45, 15]);
});

test('an agent that is alone works for two labels of its zone, and tells scripts which is which', async () => {
  await using stage = await Stage.open();
  const agent = await stage.join('rack-1');
  const distribution = {
    north: { loadZone: 'amazon:us:ashburn', percent: 75 },
    south: { loadZone: 'amazon:us:ashburn', percent: 25 },
  };
  const run = await stage.start({ cloud: { distribution } });
  expect(await stage.reach(run, 'completed')).toMatchObject({ result: 'passed' });
  expect(agent.iterations).toBe(60);
  const assignments = agent.finished.map(({ assignment }) => assignment);
  expect(assignments).toMatchObject([
    {
      env: {
        LI_DISTRIBUTION: 'north',
        LI_LOAD_ZONE: 'amazon:us:ashburn',
        LI_INSTANCE_ID: '0',
        K6_CLOUDRUN_DISTRIBUTION: 'north',
        K6_CLOUDRUN_LOAD_ZONE: 'amazon:us:ashburn',
        K6_CLOUDRUN_INSTANCE_ID: '0',
        K6_CLOUDRUN_TEST_RUN_ID: String(run.id),
      },
      tags: { load_zone: 'amazon:us:ashburn', instance_id: '0' },
    },
    { env: { LI_DISTRIBUTION: 'south', LI_INSTANCE_ID: '1' }, tags: { instance_id: '1' } },
  ]);
});

test('two runs at once share the agents; one that finds no room waits for the other', async () => {
  await using stage = await Stage.open();
  const agent = await stage.join('rack-1', undefined, taking(10));
  const first = await stage.start();
  const second = await stage.startAgain(first);
  const third = await stage.startAgain(first);
  await stage.reach(first, 'running');
  await stage.reach(second, 'running');
  expect(await stage.states(third)).toEqual(['created', 'queued']);
  for (const run of [first, second, third])
    expect(await stage.reach(run, 'completed')).toMatchObject({ result: 'passed' });
  expect(agent.iterations).toBe(180);
});

test('agents of another organization are never used', async () => {
  await using stage = await Stage.open();
  const other = await newTeam(stage.installation, 'other');
  const { team } = stage;
  Object.assign(stage, { team: other });
  await stage.join('foreign');
  Object.assign(stage, { team });
  const run = await stage.start();
  await stage.pass(3_000);
  expect(await stage.states(run)).toEqual(['created', 'queued']);
});

test('tells for which agents a run waits, then how far it is', async () => {
  await using stage = await Stage.open();
  const run = await stage.start();
  const { installation, team } = stage;
  const progress = async () =>
    (await installation.call(team.viewer, { method: 'GET', url: `/api/v1/runs/${run.id}/progress` })).json();
  await stage.pass(1_000);
  expect(await progress()).toMatchObject({
    state: 'queued',
    phase: 'awaiting-agents',
    share: 0,
    missingAgents: [{ loadZone: 'amazon:us:ashburn', count: 1 }],
  });
  await stage.join('rack-1');
  await stage.reach(run, 'running');
  await stage.pass(2_000);
  const half = await progress();
  expect(half).toMatchObject({ state: 'running', phase: 'running', totalMs: 3_000, vus: 2, maxVUs: 4 });
  expect(half.elapsedMs).toBeGreaterThan(500);
  expect(half.iterations).toBeGreaterThan(5);
  await stage.reach(run, 'completed');
  await stage.pass(1_000);
  expect(await progress()).toMatchObject({ state: 'completed', phase: null, share: 1, missingAgents: [] });
});

test('a run under way that is stopped ends as aborted by that user, and teardown still runs', async () => {
  await using stage = await Stage.open();
  const agent = await stage.join('rack-1');
  const run = await stage.start();
  await stage.reach(run, 'running');
  const { installation, team } = stage;
  const url = `/cloud/v6/test_runs/${run.id}/abort`;
  expect((await installation.call(team.runner, { method: 'POST', url })).statusCode).toBe(204);
  const ended = await stage.reach(run, 'aborted');
  expect(ended).toMatchObject({
    result: 'error',
    resultMessage: 'stopped by runner@team.test',
    resultCode: 8036,
  });
  expect((await installation.stores.runs.history(run.id)).at(-1)?.byUser).toBe('runner@team.test');
  expect(agent.calls.teardown).toBe(1);
});

test.each(['test', 'project'])('a %s is removed only when its runs have been stopped', async (what) => {
  await using stage = await Stage.open();
  const agent = await stage.join('rack-1');
  const run = await stage.start();
  await stage.reach(run, 'running');
  const { installation, team } = stage;
  const url = what === 'test' ? `/api/v1/tests/${run.testId}` : `/api/v1/projects/${run.projectId}`;
  const removing = installation.call(team.owner, { method: 'DELETE', url });
  await stage.pass(10_000);
  expect((await removing).statusCode).toBe(204);
  expect(agent.isWorking).toBe(false);
  expect(agent.calls.teardown).toBe(1);
  expect(await installation.stores.runs.byId(run.id)).toBeUndefined();
  expect(installation.logged.filter((line) => line.startsWith('error'))).toEqual([]);
});

test('a run that waits for agents can be stopped', async () => {
  await using stage = await Stage.open();
  const run = await stage.start();
  await stage.pass(1_000);
  const { installation, team } = stage;
  await installation.call(team.runner, { method: 'POST', url: `/api/v1/runs/${run.id}/stop` });
  expect(await stage.reach(run, 'aborted')).toMatchObject({ result: 'error' });
});

test('a script of k6 is looked at by an agent, once, before its run leaves the queue', async () => {
  await using stage = await Stage.open();
  const inspection = {
    kind: 'inspected',
    exports: ['default', 'setup'],
    metrics: [],
    optionsJson: undefined,
  } as const;
  const run = await stage.start({}, {});
  await stage.pass(3_000);
  expect(await stage.states(run)).toEqual(['created', 'queued']);
  const agent = await stage.join('rack-1', 'amazon:us:ashburn', { inspection });
  expect(await stage.reach(run, 'completed')).toMatchObject({ result: 'passed' });
  expect(agent.calls).toMatchObject({ setup: 1, teardown: 0 });

  const again = await stage.startAgain(run);
  await stage.reach(again, 'completed');
  expect(agent.received.filter(({ type }) => type === 'inspect')).toHaveLength(1);
});

test('a script whose init code fails ends its run with the error of the script', async () => {
  await using stage = await Stage.open();
  const error = { code: 'SCRIPT_EXCEPTION', message: 'Error: boom in init' } as const;
  await stage.join('rack-1', 'amazon:us:ashburn', { inspection: { kind: 'failed', cause: 'test', error } });
  const run = await stage.start({}, {});
  expect(await stage.reach(run, 'aborted')).toMatchObject({
    result: 'error',
    resultMessage: 'Error: boom in init',
    resultCode: 8035,
  });
  const { conclusion } = await stage.installation.stores.runFacts.ofRun(run.id);
  expect(conclusion?.exitCode).toBe(107);
});

test('a run whose script nobody has looked at yet can be stopped', async () => {
  await using stage = await Stage.open();
  const run = await stage.start({}, {});
  await stage.pass(1_000);
  const { installation, team } = stage;
  await installation.call(team.runner, { method: 'POST', url: `/api/v1/runs/${run.id}/stop` });
  expect(await stage.reach(run, 'aborted')).toMatchObject({
    result: 'error',
    resultMessage: 'stopped by runner@team.test',
  });
});

test.each(['initializing', 'running', 'processing_metrics'])(
  'a run that is %s when the controller ends goes on with the next one',
  async (state) => {
    await using stage = await Stage.open();
    const agent = await stage.join('rack-1');
    const run = await stage.start({ thresholds: { iterations: ['count==60'] } });
    await stage.reach(run, state);
    stage.cloudRuns.close();
    await stage.pass(1_000);
    await stage.cloudRuns.open();
    expect(await stage.reach(run, 'completed')).toMatchObject({
      result: 'passed',
      thresholds: [{ metric: 'iterations', expression: 'count==60', isCrossed: false }],
    });
    expect(agent.calls).toMatchObject({ setup: 1, teardown: 1 });
    expect(agent.iterations).toBe(60);
    await expect.poll(() => stage.installation.stores.journals.read(run.id)).toEqual(new Map());
  },
);

test('a wish to stop a run survives the end of the controller', async () => {
  await using stage = await Stage.open();
  await stage.join('rack-1');
  const run = await stage.start();
  await stage.reach(run, 'running');
  const { installation, team } = stage;
  await installation.call(team.runner, { method: 'POST', url: `/api/v1/runs/${run.id}/stop` });
  stage.cloudRuns.close();
  await stage.cloudRuns.open();
  expect(await stage.reach(run, 'aborted')).toMatchObject({ resultMessage: 'stopped by runner@team.test' });
});

test('a run that the end of the controller interrupted is ended at its next start, a queued one is not', async () => {
  await using stage = await Stage.open();
  const { runs } = stage.installation.services;
  stage.cloudRuns.close();
  const interrupted = await stage.start();
  await runs.advance(interrupted.id, 'initializing');
  const waiting = await stage.startAgain(interrupted);
  await stage.cloudRuns.open();
  expect(await stage.states(waiting)).toEqual(['created', 'queued']);
  expect(await stage.reach(interrupted, 'aborted')).toMatchObject({
    resultMessage: expect.stringContaining('the controller was restarted during the run'),
  });
});
