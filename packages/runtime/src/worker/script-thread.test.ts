import { type MetricWindow, parseScenario, type SampleBatch, toRuntimeOptions } from '@squall/core';
import { expect, test } from 'vitest';
import { RealClock } from '../vu/real-clock.ts';
import type { ConfigureRequest, FromThread, LoadRequest, LoadStart, ToThread } from './messages.ts';
import { ScriptThread } from './script-thread.ts';
import { SharedState } from './shared-state.ts';

const HOUR_MS = 3_600_000;
const PER_VU = { executor: 'per-vu-iterations', vus: 2, iterations: 3 };

/** A thread's code on this thread, and what it sends. */
class ThreadBench {
  readonly clock = new RealClock();
  readonly received: FromThread[] = [];
  readonly #thread = new ScriptThread((message) => this.#onMessage(message));
  #settle: (() => void) | undefined;

  async run(script: string, config: Partial<ConfigureRequest>, start: Partial<LoadStart> = {}) {
    await this.#request(loadRequest(script));
    await this.#request(configureRequest(config));
    await this.#request({ type: 'init-vus' });
    await this.#request({
      type: 'run-scenarios',
      startAtMs: this.clock.now(),
      elapsedMs: 0,
      setupDataJson: undefined,
      iterationsDone: {},
      ...start,
    });
  }

  get metrics() {
    return this.received.flatMap((message) => (message.type === 'metrics' ? [message] : []));
  }

  /** What the script printed, one JSON value a line. */
  get printed(): unknown[] {
    return this.received.flatMap((message) =>
      message.type === 'log' ? [JSON.parse(message.record.message)] : [],
    );
  }

  #onMessage(message: FromThread): void {
    this.received.push(message);
    if ('replyTo' in message || message.type === 'failed') this.#settle?.();
  }

  async #request(message: ToThread): Promise<void> {
    const settled = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    this.#thread.receive(message);
    await settled;
    expect(this.received.filter(({ type }) => type === 'failed')).toEqual([]);
  }
}

const loadRequest = (script: string): LoadRequest => ({
  type: 'load',
  script: { kind: 'argument', argument: '-', stdin: new TextEncoder().encode(script), type: '' },
  environment: {},
  freezeEnvironment: false,
  workingDirectory: '/',
  extendedGlobals: false,
  proxyEnvironment: {},
  forbidHttp2: false,
  sslKeyLogFile: undefined,
  caFile: undefined,
});

const configureRequest = (config: Partial<ConfigureRequest>): ConfigureRequest => ({
  type: 'configure',
  options: toRuntimeOptions({}),
  settledOptionsJson: '{}',
  systemTags: ['scenario'],
  runTags: {},
  scenarios: { s: parseScenario('s', PER_VU) },
  part: { segment: '0:1', sequence: '0,1', workerIndex: 0, workerCount: 1 },
  shared: SharedState.create(1, 2).buffer,
  streamSamples: false,
  progressEveryMs: HOUR_MS,
  ...config,
});

/** Values of a counter in a window, by scenario. */
function counted(window: MetricWindow | undefined, metric: string): Record<string, number> {
  const { definitions, counters } = window ?? {
    definitions: { metrics: [], series: [] },
    counters: undefined,
  };
  const id = definitions.metrics.find(({ name }) => name === metric)?.id;
  const entries = definitions.series
    .filter(({ metricId }) => metricId === id)
    .map(({ id: series, tags }) => {
      const place = [...(counters?.series ?? [])].indexOf(series);
      return [String(tags.scenario), counters?.sums[place] ?? 0] as const;
    });
  return Object.fromEntries(entries);
}

const timesOf = (samples: readonly SampleBatch[]): number[] => samples.flatMap(({ timesMs }) => [...timesMs]);

test('a window says which iterations it and the earlier ones hold, by scenario', async () => {
  const bench = new ThreadBench();
  const scenarios = {
    s: parseScenario('s', PER_VU),
    t: parseScenario('t', { executor: 'shared-iterations', vus: 1, iterations: 4 }),
  };
  await bench.run('export default function () {}', { scenarios });
  const [metrics] = bench.metrics;
  expect(bench.metrics).toHaveLength(1);
  expect(metrics?.iterationsDone).toEqual({ s: 6, t: 4 });
  expect(counted(metrics?.window, 'iterations')).toEqual({ s: 6, t: 4 });
});

test('raw samples that precede their window do not count their iterations yet', async () => {
  const bench = new ThreadBench();
  await bench.run('export default function () {}', { streamSamples: true });
  expect(bench.metrics.map(({ window, iterationsDone }) => [window === undefined, iterationsDone])).toEqual([
    [true, {}],
    [false, { s: 6 }],
  ]);
});

test("samples are stamped by the given wall clock, while scripts see this machine's", async () => {
  const bench = new ThreadBench();
  const script = `
    import exec from 'k6/execution';
    export default function () { console.log(JSON.stringify(Date.now() - exec.scenario.startTime)); }`;
  const beforeMs = bench.clock.now();
  await bench.run(script, { streamSamples: true, wallEpochMs: 5_000_000 });
  const times = timesOf(bench.metrics.flatMap(({ samples }) => samples));
  expect(times.length).toBeGreaterThan(0);
  for (const timeMs of times) {
    expect(timeMs).toBeGreaterThanOrEqual(5_000_000 + beforeMs);
    expect(timeMs).toBeLessThanOrEqual(5_000_000 + bench.clock.now());
  }
  expect(bench.printed).toHaveLength(6);
  for (const sinceMs of bench.printed) expect(Math.abs(Number(sinceMs))).toBeLessThan(60_000);
});

test('scripts of an instance that takes over find the test where it is', async () => {
  const bench = new ThreadBench();
  const script = `
    import exec from 'k6/execution';
    export default function () {
      const { scenario, vu, instance } = exec;
      console.log(JSON.stringify({
        iteration: [scenario.iterationInInstance, scenario.iterationInTest],
        ofVU: [vu.idInTest, vu.iterationInScenario, vu.iterationInInstance, __ITER],
        progress: scenario.progress,
        since: Date.now() - scenario.startTime >= ${HOUR_MS - 10},
        duration: instance.currentTestRunDuration >= ${HOUR_MS},
      }));
    }`;
  const scenario = { ...PER_VU, maxDuration: '2h' };
  await bench.run(
    script,
    { scenarios: { s: parseScenario('s', scenario) } },
    { elapsedMs: HOUR_MS, iterationsDone: { s: 3 } },
  );
  const times = { since: true, duration: true };
  expect(bench.printed).toEqual([
    { iteration: [3, 3], ofVU: [1, 2, 2, 2], progress: 3 / 6, ...times },
    { iteration: [4, 4], ofVU: [2, 1, 1, 1], progress: 4 / 6, ...times },
    { iteration: [5, 5], ofVU: [2, 2, 2, 2], progress: 5 / 6, ...times },
  ]);
});
