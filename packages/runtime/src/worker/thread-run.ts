import {
  createSegmentTuple,
  divideAmongWorkers,
  type HandleSummaryOutcome,
  idInInstance,
  type LoadSetting,
  type Logger,
  parseSegment,
  parseSegmentSequence,
  planTest,
  type RunningScenarios,
  readHandleSummaryResult,
  runScenarios,
  type ScenariosRun,
  type SegmentTuple,
  type StageOutcome,
  type TestPlan,
  toWireError,
  UserError,
  type WorkerDivision,
} from '@squall/core';
import type { Completion } from '../sandbox/contract.ts';
import { exportJson, NotSerialisable } from '../vu/export-json.ts';
import type { VU, VUIdentity } from '../vu/vu.ts';
import { ThreadVUPool } from '../vu/vu-pool.ts';
import type { LoadedProgram } from './load-script.ts';
import { LoopMonitor } from './loop-monitor.ts';
import type { ConfigureRequest, LoadStart, ToThread } from './messages.ts';
import { RunContext } from './run-context.ts';
import type { Post } from './script-thread.ts';
import { SharedState } from './shared-state.ts';
import { runStageCall } from './stage-run.ts';

const WINDOW_MS = 1000;
const SAMPLES_MS = 100;
const HEARTBEAT_MS = 100;
const INIT_SLICE_MS = 50;
/** Longest a single blocking call is expected to take. */
const SYNC_WAIT_MS = 120_000;
const NO_VU: VUIdentity = { idInInstance: 0, idInTest: 0 };

interface ThreadRunDeps {
  readonly post: Post;
  readonly log: Logger;
}

/** This thread's part of a run, once the options are known. */
export class ThreadRun {
  readonly #program: LoadedProgram;
  readonly #config: ConfigureRequest;
  readonly #deps: ThreadRunDeps;
  readonly #context: RunContext;
  readonly #shared: SharedState;
  readonly #tuple: SegmentTuple;
  readonly #plan: TestPlan;
  readonly #division: WorkerDivision;
  readonly #pool: ThreadVUPool;
  readonly #monitor = new LoopMonitor();
  readonly #abort = new AbortController();
  readonly #settings = new Map<string, LoadSetting>();
  #scenarios: RunningScenarios | undefined;
  #interruptible: VU | undefined;
  #initError: Error | undefined;
  #pausedAtMs = Number.NEGATIVE_INFINITY;

  constructor(program: LoadedProgram, config: ConfigureRequest, deps: ThreadRunDeps) {
    const { segment, sequence, workerIndex, workerCount } = config.part;
    if (config.wallEpochMs !== undefined) program.clock.setWallEpoch(config.wallEpochMs);
    this.#program = program;
    this.#config = config;
    this.#deps = deps;
    this.#shared = new SharedState(config.shared, workerCount);
    this.#tuple = createSegmentTuple(parseSegment(segment), parseSegmentSequence(sequence));
    this.#plan = planTest(config.scenarios, this.#tuple);
    this.#division = divideAmongWorkers(this.#plan, workerCount);
    this.#context = new RunContext(program, config, {
      post: deps.post,
      log: deps.log,
      shared: this.#shared,
      onAbort: () => this.#abort.abort(),
      activeVUs: () => this.#scenarios?.activeVUs() ?? 0,
    });
    const part = this.#division.parts[workerIndex];
    this.#pool = new ThreadVUPool(part?.maxVUs ?? 0, (index, onReady) => {
      this.#makeVU(this.#identity(index)).then(onReady, (error: Error) => {
        this.#initError ??= error;
        onReady(undefined);
      });
    });
    this.#keepReporting();
  }

  /** @throws UserError when the init code of a VU fails. */
  async initVUs(): Promise<void> {
    const { workerIndex } = this.#config.part;
    const planned = this.#division.parts[workerIndex]?.plannedVUs ?? 0;
    await this.#pool.initPlanned(planned, () => this.#mayGoOn());
    if (this.#initError !== undefined) throw this.#initError;
  }

  /** While VUs are initialised, the thread still beats, hears of an abort and gives away what was logged. */
  async #mayGoOn(): Promise<boolean> {
    const { clock } = this.#program;
    if (clock.now() - this.#pausedAtMs > INIT_SLICE_MS) {
      await new Promise<void>((resolve) => clock.defer(resolve));
      this.#pausedAtMs = clock.now();
    }
    return !this.#abort.signal.aborted;
  }

  async runStage(request: Extract<ToThread, { type: 'run-stage' }>): Promise<StageOutcome> {
    const { stage, timeoutMs, dataJson } = request;
    this.#context.beginRun(this.#program.clock.now());
    const vu = await this.#makeVU(NO_VU);
    // As in k6, whatever ends the test leaves teardown() alone.
    if (stage === 'setup') this.#interruptible = vu;
    try {
      const args = stage === 'teardown' ? [this.#parse(dataJson)] : [];
      const completion = await runStageCall(vu, { stage, name: stage, args, timeoutMs }, this.#program.clock);
      return completion === 'timed-out' ? { kind: 'timed-out' } : this.#stageOutcome(completion, stage);
    } finally {
      this.#interruptible = undefined;
      vu.destroy();
      this.flush();
    }
  }

  async runScenarios(request: LoadStart): Promise<void> {
    this.#context.beginRun(request.startAtMs - request.elapsedMs);
    this.#context.setupDataJson = request.setupDataJson;
    this.#scenarios = runScenarios(this.#scenariosRun(request));
    for (const [scenario, setting] of this.#settings) this.#scenarios.control(scenario, setting);
    const outcomes = await this.#scenarios.ended;
    await this.#program.modules.settled();
    this.#reportProgress();
    this.flush();
    // A scenario that got no VU may only suffer from one that could not be made.
    if (this.#initError !== undefined) throw this.#initError;
    const error = outcomes.find((outcome) => outcome.error !== undefined)?.error;
    if (error !== undefined) throw error;
  }

  async summarize(request: Extract<ToThread, { type: 'summarize' }>): Promise<HandleSummaryOutcome> {
    const { timeoutMs } = request;
    const vu = await this.#makeVU(NO_VU);
    const kind = typeof vu.exported('handleSummary');
    if (vu.exported('handleSummary') === undefined) return { kind: 'absent' };
    if (kind !== 'function') return { kind: 'not-a-function' };
    const call = {
      stage: 'summary',
      name: 'handleSummary',
      args: [this.#parse(request.dataJson)],
      timeoutMs,
    } as const;
    const completion = await runStageCall(vu, call, this.#program.clock);
    vu.destroy();
    if (completion === 'timed-out') return { kind: 'timed-out', timeoutMs };
    if (completion.kind === 'returned') return this.#summaryOutcome(completion.value);
    // A script that aborts the test has logged so itself.
    if (completion.kind !== 'interrupted') this.#program.logError(completion, this.#deps.log);
    return { kind: 'threw' };
  }

  #summaryOutcome(value: unknown): HandleSummaryOutcome {
    if (!this.#program.isNeverSettled(value))
      return { kind: 'returned', result: readHandleSummaryResult(value) };
    this.#deps.log.log('error', neverSettled('handleSummary').message);
    return { kind: 'threw' };
  }

  /** Sends everything recorded so far to the main thread. */
  flush(): void {
    this.#context.flushSamples();
    this.#context.flushWindow();
  }

  abort(): void {
    this.#abort.abort();
    this.#interruptible?.interruptStage();
  }

  /** Sets the load of a scenario that is controlled from outside; until there is load, it is the one to start with. */
  control(scenario: string, setting: LoadSetting): void {
    this.#settings.set(scenario, setting);
    this.#scenarios?.control(scenario, setting);
  }

  #scenariosRun({ startAtMs, elapsedMs, iterationsDone }: LoadStart): ScenariosRun {
    const part = this.#division.parts[this.#config.part.workerIndex];
    return {
      plan: this.#plan,
      tuple: this.#tuple,
      ...(part === undefined ? {} : { part }),
      clock: this.#program.clock,
      pool: this.#pool,
      log: this.#deps.log,
      startAtMs,
      elapsedMs,
      signal: this.#abort.signal,
      forScenario: (name, index) => ({
        sharedCounter: this.#shared.counter(index),
        iterationsDone: Object.hasOwn(iterationsDone, name) ? (iterationsDone[name] ?? 0) : 0,
        dropped: (count, vuId) => this.#context.dropped(name, count, vuId),
      }),
    };
  }

  #identity(index: number): VUIdentity {
    const id = idInInstance(this.#division, this.#config.part.workerIndex, index);
    return { idInInstance: id, idInTest: this.#tuple.globalIndex(id - 1) + 1 };
  }

  async #makeVU(identity: VUIdentity): Promise<VU> {
    const vu = await this.#program.initVU(this.#context.thread, identity, this.#config.settledOptionsJson);
    if (identity !== NO_VU) this.#shared.add(this.#config.part.workerIndex, 'initialised', 1);
    return vu;
  }

  #stageOutcome(completion: Completion, stage: string): StageOutcome {
    switch (completion.kind) {
      case 'returned':
        return this.#exported(completion.value, stage);
      case 'interrupted':
        return { kind: 'interrupted' };
      case 'threw':
      case 'unhandled-rejection':
        return { kind: 'failed', error: toWireError(this.#program.scriptError(completion)) };
    }
  }

  #exported(value: unknown, stage: string): StageOutcome {
    if (this.#program.isNeverSettled(value)) {
      return { kind: 'failed', error: toWireError(neverSettled(stage)) };
    }
    try {
      return { kind: 'completed', resultJson: exportJson(value) };
    } catch (error) {
      if (!(error instanceof NotSerialisable)) throw error;
      const message = `error marshaling setup() data to JSON: ${error.message}`;
      return { kind: 'failed', error: toWireError(new UserError('SETUP_DATA_NOT_SERIALISABLE', message)) };
    }
  }

  #parse(json: string | undefined): unknown {
    return json === undefined ? undefined : this.#program.realm.intrinsics.JSON.parse(json);
  }

  #keepReporting(): void {
    const { progressEveryMs, part, streamSamples } = this.#config;
    const beat = () => {
      this.#shared.set(part.workerIndex, 'heartbeat', this.#program.clock.now());
      this.#context.publishCounts();
    };
    beat();
    // The thread is not hanging while it waits for a request or sleeps on behalf of code that cannot be suspended.
    this.#program.onSyncWait = () =>
      this.#shared.set(part.workerIndex, 'heartbeat', this.#program.clock.now() + SYNC_WAIT_MS);
    setInterval(beat, HEARTBEAT_MS).unref();
    setInterval(() => this.#context.flushWindow(), WINDOW_MS).unref();
    setInterval(() => this.#reportProgress(), progressEveryMs).unref();
    if (streamSamples) setInterval(() => this.#context.flushSamples(), SAMPLES_MS).unref();
  }

  #reportProgress(): void {
    const states = this.#scenarios?.states() ?? [];
    this.#context.publishCounts();
    this.#deps.post({ type: 'progress', progress: { scenarios: states, ...this.#monitor.take() } });
  }
}

function neverSettled(stage: string): UserError {
  return new UserError('SCRIPT_EXCEPTION', `the promise that ${stage}() returned is never settled`);
}
