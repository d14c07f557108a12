import type { Clock, HandleSummaryOutcome, LoadSetting, StageOutcome } from '@squall/core';
import type { ConfigureRequest, LoadStart, SharedState, ThreadOrder, ToThread } from '@squall/runtime';
import type { ThreadHandle } from './thread-handle.ts';

/** All worker threads of a run; the first one also runs setup, teardown and handleSummary. */
export class ThreadFleet {
  readonly threads: readonly ThreadHandle[];
  readonly shared: SharedState;
  readonly #clock: Clock;

  constructor(threads: readonly ThreadHandle[], shared: SharedState, clock: Clock) {
    this.threads = threads;
    this.shared = shared;
    this.#clock = clock;
  }

  async configure(
    request: Omit<ConfigureRequest, 'type' | 'part'>,
    part: { segment: string; sequence: string },
  ): Promise<void> {
    const workerCount = this.threads.length;
    await Promise.all(
      this.threads.map((thread, workerIndex) =>
        thread.request({ ...request, type: 'configure', part: { ...part, workerIndex, workerCount } }),
      ),
    );
  }

  async initVUs(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.request({ type: 'init-vus' })));
  }

  async runStage(request: Extract<ToThread, { type: 'run-stage' }>): Promise<StageOutcome> {
    return (await this.#first.request(request)).outcome;
  }

  async summarize(dataJson: string, timeoutMs: number): Promise<HandleSummaryOutcome> {
    return (await this.#first.request({ type: 'summarize', dataJson, timeoutMs })).outcome;
  }

  /** Starts all threads at the same instant; resolves when the last one is done. */
  async runScenarios(start: LoadStart): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.request({ ...start, type: 'run-scenarios' })));
  }

  /** Brings every sample taken so far to the main thread; a thread that hangs is not waited for. */
  async flush(timeoutMs: number): Promise<void> {
    const flushed = Promise.allSettled(this.threads.map((thread) => thread.request({ type: 'flush' })));
    await Promise.race([flushed, this.#delay(timeoutMs)]);
  }

  /** Interrupts all iterations without gracefulStop. */
  abort(): void {
    this.#order({ type: 'abort' });
  }

  /** Sets the load of a scenario that is controlled from outside. */
  control(scenario: string, setting: LoadSetting): void {
    this.#order({ type: 'control', scenario, setting });
  }

  #order(order: ThreadOrder): void {
    for (const thread of this.threads) thread.post(order);
  }

  get #first(): ThreadHandle {
    const first = this.threads[0];
    if (first === undefined) throw new Error('a run has at least one thread');
    return first;
  }

  #delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.at(this.#clock.now() + ms, resolve);
    });
  }
}
