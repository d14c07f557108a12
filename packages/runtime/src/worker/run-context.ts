import { createBuiltinMetrics, type Logger, ThreadRecorder } from '@squall/core';
import { SlotRateLimiter } from '../modules/http/rate-limiter.ts';
import type { InstanceState, SystemTag, TestContext } from '../vu/test-context.ts';
import type { ThreadContext } from '../vu/thread-context.ts';
import { IterationTallies } from './iteration-tallies.ts';
import type { LoadedProgram } from './load-script.ts';
import type { ConfigureRequest, IterationsDone } from './messages.ts';
import type { Post } from './script-thread.ts';
import type { SharedState } from './shared-state.ts';

interface RunContextDeps {
  readonly post: Post;
  readonly log: Logger;
  readonly shared: SharedState;
  /** A script ends the test: nothing starts any more in this thread, even before the main thread knows. */
  onAbort(): void;
  activeVUs(): number;
}

/** What the VUs of this thread share during a run: metrics, options, tags, counters. */
export class RunContext {
  readonly thread: ThreadContext;
  readonly #recorder: ThreadRecorder;
  readonly #config: ConfigureRequest;
  readonly #deps: RunContextDeps;
  readonly #program: LoadedProgram;
  readonly #tallies = new IterationTallies();
  #iterationsDone: IterationsDone = {};
  #startedAtMs: number | undefined;

  constructor(program: LoadedProgram, config: ConfigureRequest, deps: RunContextDeps) {
    this.#program = program;
    this.#config = config;
    this.#deps = deps;
    this.#recorder = new ThreadRecorder({
      registry: program.registry,
      samples: config.streamSamples,
      onSamplesFull: () => this.flushSamples(),
    });
    this.thread = program.threadContext({
      recorder: this.#recorder,
      test: this.#testContext(),
      runTags: this.#recorder.emptyTags.withAll(config.runTags),
      tally: (scenario) => this.#tallies.of(scenario),
      options: config.options,
    });
  }

  set setupDataJson(json: string | undefined) {
    this.thread.setupDataJson = json;
  }

  /** The time of the test begins just before setup, or with the load where there is none. */
  beginRun(atMs: number): void {
    this.#startedAtMs ??= atMs;
  }

  dropped(scenario: string, count: number, vuId: number | undefined): void {
    const { systemTags, metrics } = this.thread.test;
    let tags = this.thread.runTags;
    if (systemTags.has('scenario')) tags = tags.with('scenario', scenario);
    if (vuId !== undefined && systemTags.has('vu')) tags = tags.with('vu', String(vuId));
    const series = this.#recorder.series(metrics.dropped_iterations, tags);
    this.#recorder.add(series, count, this.#program.clock.wallMs());
  }

  flushWindow(): void {
    this.publishCounts();
    const window = this.#recorder.takeWindow();
    if (window === undefined && !this.#tallies.haveChanged) return;
    this.#iterationsDone = this.#tallies.take();
    this.#deps.post({ type: 'metrics', window, samples: [], iterationsDone: this.#iterationsDone });
  }

  flushSamples(): void {
    const samples = this.#recorder.takeSamples();
    if (samples.length === 0) return;
    this.#deps.post({ type: 'metrics', window: undefined, samples, iterationsDone: this.#iterationsDone });
  }

  /** Lets the other threads see how far this one is. */
  publishCounts(): void {
    const worker = this.#config.part.workerIndex;
    const { shared } = this.#deps;
    shared.set(worker, 'completed', this.#tallies.total('completed'));
    shared.set(worker, 'interrupted', this.#tallies.total('interrupted'));
    shared.set(worker, 'active', this.#deps.activeVUs());
  }

  #testContext(): TestContext {
    const { options, systemTags } = this.#config;
    const tags: ReadonlySet<SystemTag> = new Set(systemTags);
    const { post } = this.#deps;
    let abortedBy: object | undefined;
    return {
      options,
      systemTags: tags,
      metrics: createBuiltinMetrics(this.#program.registry),
      hasIterationMetadata: tags.has('iter') || tags.has('vu'),
      abort: (reason, vu) => {
        abortedBy ??= vu;
        this.#deps.onAbort();
        post({ type: 'abort-requested', reason });
      },
      get abortedBy() {
        return abortedBy;
      },
      fail: (reason) => post({ type: 'marked-as-failed', reason }),
      instance: this.#instance(),
      ...(options.http.rps > 0
        ? { requestLimiter: new SlotRateLimiter(options.http.rps, this.#deps.shared.requestSlot) }
        : {}),
    };
  }

  #instance(): InstanceState {
    const { shared } = this.#deps;
    const total = (field: 'completed' | 'interrupted' | 'active' | 'initialised') => {
      this.publishCounts();
      return shared.total(field);
    };
    const elapsedMs = () =>
      this.#startedAtMs === undefined ? 0 : Math.max(0, this.#program.clock.now() - this.#startedAtMs);
    return {
      get currentTestRunDurationMs() {
        return elapsedMs();
      },
      get iterationsCompleted() {
        return total('completed');
      },
      get iterationsInterrupted() {
        return total('interrupted');
      },
      get vusActive() {
        return total('active');
      },
      get vusInitialized() {
        return total('initialised');
      },
    };
  }
}
