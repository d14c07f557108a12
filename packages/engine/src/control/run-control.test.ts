import {
  createRunMetrics,
  type LoadSetting,
  parseScenario,
  type ScenarioConfig,
  type Stage,
  type StageOutcome,
} from '@squall/core';
import { SharedState } from '@squall/runtime';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { RunStop } from '../run-stop.ts';
import { RunControl } from './run-control.ts';
import { RunState } from './run-state.ts';
import { StartGate } from './start-gate.ts';

const CONTROLLED = { executor: 'externally-controlled', vus: 2, maxVUs: 5, duration: 0 };
const LOOPING = { executor: 'constant-vus', vus: 1, duration: '10s' };

interface BenchOptions {
  readonly scenarios?: Readonly<Record<string, object>>;
  readonly isPaused?: boolean;
  readonly hasStages?: boolean;
}

/** A run whose threads only note what they are told. */
class ControlBench {
  readonly clock = new VirtualClock();
  readonly state = new RunState(this.clock);
  readonly stop = new RunStop();
  readonly gate: StartGate;
  readonly control: RunControl;
  readonly settings: (readonly [string, LoadSetting])[] = [];
  readonly stages: (readonly [Stage, string | undefined])[] = [];
  flushes = 0;
  outcome: StageOutcome = { kind: 'completed', resultJson: '{"token":1}' };

  constructor({ scenarios = { load: CONTROLLED }, isPaused = false, hasStages = true }: BenchOptions = {}) {
    this.gate = new StartGate(isPaused);
    const parsed = Object.entries(scenarios).map(([name, json]): [string, ScenarioConfig] => [
      name,
      parseScenario(name, json),
    ]);
    this.control = new RunControl({
      instance: {
        shared: SharedState.create(1, 1),
        flush: async () => void this.flushes++,
        control: (name, setting) => void this.settings.push([name, setting]),
        runStage: async (stage, _limit, dataJson) => {
          this.stages.push([stage, dataJson]);
          return this.outcome;
        },
      },
      metrics: createRunMetrics({ declared: [], systemTags: [], log: { log: () => {} } }),
      scenarios: Object.fromEntries(parsed),
      state: this.state,
      gate: this.gate,
      stop: this.stop,
      limits: hasStages
        ? { setupMs: 1_000, teardownMs: 2_000 }
        : { setupMs: undefined, teardownMs: undefined },
    });
  }

  async start(): Promise<void> {
    await this.gate.pass(this.stop.signal);
    this.state.start();
    this.state.enter('running');
  }
}

test('a run that is paused starts when it is resumed', async () => {
  const { control, gate, stop } = new ControlBench({ isPaused: true });
  let hasPassed = false;
  const passing = gate.pass(stop.signal).then(() => {
    hasPassed = true;
  });
  expect(() => control.pause()).toThrow('execution is already paused');
  expect([hasPassed, control.status().isPaused]).toEqual([false, true]);
  control.resume();
  await passing;
  expect([hasPassed, control.status().isPaused]).toEqual([true, false]);
});

test('a run can be held back before it starts, whatever its executors', () => {
  const { control, gate } = new ControlBench({ scenarios: { s: LOOPING } });
  control.pause();
  expect(gate.isClosed).toBe(true);
});

test('a run that is stopped while it is paused is not kept waiting', async () => {
  const { control, gate, stop } = new ControlBench({ isPaused: true });
  const passing = gate.pass(stop.signal);
  control.stop();
  await passing;
  expect(stop.reason).toEqual({ kind: 'api' });
  expect(control.status().isStopped).toBe(true);
});

test('after its start a run pauses if all its scenarios can', async () => {
  const bench = new ControlBench();
  await bench.start();
  bench.control.pause();
  expect(bench.control.status().isPaused).toBe(true);
  expect(() => bench.control.pause()).toThrow('execution is already paused');
  bench.control.resume();
  expect(() => bench.control.resume()).toThrow('execution is not paused');
  expect(bench.settings).toEqual([
    ['load', { vus: 2, maxVUs: 5, isPaused: true }],
    ['load', { vus: 2, maxVUs: 5, isPaused: false }],
  ]);
});

test('a scenario that cannot be paused is named', async () => {
  const bench = new ControlBench({ scenarios: { load: CONTROLLED, s: LOOPING } });
  await bench.start();
  const refusal = "constant-vus executor 's' doesn't support pause and resume operations after its start";
  expect(() => bench.control.pause()).toThrow(refusal);
  expect(() => bench.control.resume()).toThrow(refusal);
  expect(bench.settings).toEqual([]);
});

test('VUs are set for the scenario that is controlled from outside, and stay so through a pause', async () => {
  const bench = new ControlBench({ scenarios: { s: LOOPING, load: CONTROLLED } });
  await bench.start();
  bench.control.scale(4, undefined);
  bench.control.scale(undefined, 9);
  expect(bench.settings).toEqual([
    ['load', { vus: 4, maxVUs: 5, isPaused: false }],
    ['load', { vus: 4, maxVUs: 9, isPaused: false }],
  ]);
  expect(() => bench.control.scale(10, undefined)).toThrow(
    "maxVUs can't be less than the number of VUs (10)",
  );
});

test('without such a scenario VUs cannot be set', () => {
  const { control } = new ControlBench({ scenarios: { s: LOOPING } });
  expect(() => control.scale(1, undefined)).toThrow('live VU configuration updates are not supported');
});

test('setup() that somebody asks for leaves its data for the run and for teardown()', async () => {
  const bench = new ControlBench();
  await expect(bench.control.runSetup()).rejects.toThrow('VUs are still being initialised');
  bench.state.enter('paused');
  await bench.control.runSetup();
  expect(bench.state.setupDataJson).toBe('{"token":1}');
  bench.control.setupDataJson = '{"token":2}';
  await bench.control.runTeardown();
  expect(bench.stages).toEqual([
    ['setup', undefined],
    ['teardown', '{"token":2}'],
  ]);
});

test.each<[StageOutcome, string]>([
  [{ kind: 'timed-out' }, 'setup() execution timed out after 1 seconds'],
  [{ kind: 'interrupted' }, 'setup() was interrupted'],
])('setup() that ended as %j is an error', async (outcome, message) => {
  const bench = new ControlBench();
  bench.state.enter('paused');
  bench.outcome = outcome;
  await expect(bench.control.runSetup()).rejects.toThrow(message);
});

test('a script without setup() has no data, and nothing is called', async () => {
  const bench = new ControlBench({ hasStages: false });
  bench.state.enter('paused');
  await bench.control.runSetup();
  expect([bench.state.setupDataJson, bench.stages]).toEqual([undefined, []]);
});

test('metrics are brought up to date once threads measure', async () => {
  const bench = new ControlBench();
  await bench.control.refresh();
  expect(bench.flushes).toBe(0);
  await bench.start();
  await bench.control.refresh();
  expect(bench.flushes).toBe(1);
});

test('the status follows the run', async () => {
  const bench = new ControlBench();
  expect(bench.control.status()).toMatchObject({ phase: 'init', isRunning: false, isTainted: false });
  await bench.start();
  bench.clock.advance(500);
  bench.state.evaluation = { metrics: [], failing: ['m'], shouldAbort: false };
  expect(bench.control.status()).toMatchObject({ phase: 'running', isRunning: true, isTainted: true });
  expect(bench.control.elapsedMs).toBe(500);
  bench.state.end();
  bench.clock.advance(500);
  expect(bench.control.status().isRunning).toBe(false);
  expect(bench.control.elapsedMs).toBe(500);
});
