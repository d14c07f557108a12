import {
  createSegmentTuple,
  divideAmongWorkers,
  idInInstance,
  type LoadSetting,
  type LogRecord,
  parseScenario,
  parseSegment,
  parseSegmentSequence,
  planTest,
  type RunningScenarios,
  runScenarios,
  type ScenarioOutcome,
  type ScenarioView,
  type SegmentTuple,
  type TestPlan,
  viewScenarios,
} from '@squall/core';
import { FakeVUPool, type IterationRecord, type IterationScript } from './fake-vu-pool.ts';
import { TestCounter } from './test-counter.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface VirtualRunOptions {
  /** As in a script's `options.scenarios`. */
  readonly scenarios: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly iterationMs?: number | IterationScript;
  readonly initDurationMs?: number;
  readonly segment?: string;
  readonly sequence?: string;
  readonly threads?: number;
  /** Time of the test at which the instance begins, because it takes over; iterations it finds done. */
  readonly elapsedMs?: number;
  readonly iterationsDone?: Readonly<Record<string, number>>;
  /** How far reading the clock moves it; iterations of no duration need it to come to an end. */
  readonly readCostMs?: number;
}

export interface DroppedIterations {
  readonly scenario: string;
  readonly count: number;
  readonly vu: number | undefined;
  readonly atMs: number;
}

/** One instance of a test on virtual time, its VUs being fakes. The clock shows the time of the test. */
export class VirtualRun {
  readonly clock: VirtualClock;
  readonly tuple: SegmentTuple;
  readonly plan: TestPlan;
  readonly pools: readonly FakeVUPool[];
  readonly dropped: DroppedIterations[] = [];
  readonly logs: Omit<LogRecord, 'timeMs'>[] = [];
  readonly #abort = new AbortController();
  readonly #threads: readonly RunningScenarios[];

  constructor(options: VirtualRunOptions) {
    const { scenarios, threads = 1, elapsedMs = 0, iterationsDone = {} } = options;
    const configs = Object.entries(scenarios).map(
      ([name, json]) => [name, parseScenario(name, json)] as const,
    );
    this.clock = new VirtualClock({ startMs: elapsedMs, readCostMs: options.readCostMs ?? 0 });
    this.tuple = createSegmentTuple(
      options.segment === undefined ? undefined : parseSegment(options.segment),
      options.sequence === undefined ? undefined : parseSegmentSequence(options.sequence),
    );
    this.plan = planTest(Object.fromEntries(configs), this.tuple);
    const division = divideAmongWorkers(this.plan, threads);
    const counters = this.plan.scenarios.map(() => new TestCounter(threads));
    this.pools = division.parts.map(
      ({ plannedVUs, maxVUs }, worker) =>
        new FakeVUPool(this.clock, {
          plannedVUs,
          maxVUs,
          iterationMs: options.iterationMs ?? 1_000,
          initDurationMs: options.initDurationMs ?? 0,
          idInInstance: (n) => idInInstance(division, worker, n),
          idInTest: (id) => this.tuple.globalIndex(id - 1) + 1,
        }),
    );
    this.#threads = division.parts.map((part, worker) =>
      runScenarios({
        plan: this.plan,
        tuple: this.tuple,
        part,
        clock: this.clock,
        pool: this.pools[worker] as FakeVUPool,
        log: { log: (level, message, fields = {}) => this.logs.push({ level, message, fields }) },
        startAtMs: elapsedMs,
        elapsedMs,
        signal: this.#abort.signal,
        forScenario: (scenario, index) => ({
          sharedCounter: counters[index] as TestCounter,
          iterationsDone: Object.hasOwn(iterationsDone, scenario) ? (iterationsDone[scenario] ?? 0) : 0,
          dropped: (count, vu) => this.dropped.push({ scenario, count, vu, atMs: this.clock.now() }),
        }),
      }),
    );
  }

  /** Every iteration so far, by start time. */
  get iterations(): readonly IterationRecord[] {
    return this.pools.flatMap((pool) => pool.iterations).sort((a, b) => a.startedAtMs - b.startedAtMs);
  }

  get activeVUs(): number {
    return this.#threads.reduce((sum, thread) => sum + thread.activeVUs(), 0);
  }

  get views(): readonly ScenarioView[] {
    return viewScenarios(
      this.plan,
      this.tuple,
      this.#threads.map((thread) => thread.states()),
    );
  }

  control(scenario: string, setting: LoadSetting): void {
    for (const thread of this.#threads) thread.control(scenario, setting);
  }

  abort(): void {
    this.#abort.abort();
  }

  /** Runs to the end; all VUs have to be back in their pools then. */
  async finish(): Promise<readonly ScenarioOutcome[]> {
    this.clock.runUntilIdle();
    const outcomes = await Promise.all(this.#threads.map((thread) => thread.ended));
    for (const pool of this.pools) {
      if (pool.idleCount !== pool.createdCount) throw new Error('a VU was not given back');
    }
    return outcomes.flat();
  }
}
