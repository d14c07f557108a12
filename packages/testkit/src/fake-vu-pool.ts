import type { Clock, PooledVU, ScenarioActivation, Timer, VUPool } from '@squall/core';

/** What a VU did, in the order in which it happened. */
export interface IterationRecord {
  /** Its id in the instance. */
  readonly vu: number;
  readonly vuInTest: number;
  readonly scenario: string;
  readonly iterationInInstance: number;
  readonly iterationInTest: number;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  outcome: 'running' | 'complete' | 'interrupted';
}

export interface Activation {
  readonly vu: number;
  readonly scenario: string;
  /** Only when the VU goes on for another one. */
  readonly iterationsDone?: number;
}

/** How long an iteration takes; 0 ends it synchronously. */
export type IterationScript = (iteration: IterationRecord) => number;

export interface FakeVUPoolOptions {
  readonly plannedVUs: number;
  /** VUs that may exist in all; by default the planned ones. */
  readonly maxVUs?: number;
  readonly initDurationMs?: number;
  /** Default: every iteration takes a second. */
  readonly iterationMs?: number | IterationScript;
  /** Id of the n-th VU, from 0; by default n + 1. */
  readonly idInInstance?: (n: number) => number;
  readonly idInTest?: (idInInstance: number) => number;
}

/** A VU pool without scripts: iterations take as long as the test says, and everything is recorded. */
export class FakeVUPool implements VUPool {
  readonly iterations: IterationRecord[] = [];
  readonly activations: Activation[] = [];
  readonly #clock: Clock;
  readonly #options: FakeVUPoolOptions;
  readonly #idle: PooledVU[] = [];
  #created = 0;
  #maxVUs: number;

  constructor(clock: Clock, options: FakeVUPoolOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#maxVUs = options.maxVUs ?? options.plannedVUs;
    while (this.#created < options.plannedVUs) this.#idle.push(this.#create());
  }

  get idleCount(): number {
    return this.#idle.length;
  }

  get createdCount(): number {
    return this.#created;
  }

  take(): PooledVU | undefined {
    return this.#idle.shift();
  }

  giveBack(vu: PooledVU): void {
    if (this.#idle.includes(vu)) throw new Error(`VU ${vu.idInInstance} was given back twice`);
    this.#idle.push(vu);
  }

  initUnplanned(onReady: (vu: PooledVU | undefined) => void): void {
    if (this.#created >= this.#maxVUs) {
      onReady(this.take());
      return;
    }
    const vu = this.#create();
    this.#clock.at(this.#clock.now() + (this.#options.initDurationMs ?? 0), () => onReady(vu));
  }

  allowMore(count: number): void {
    this.#maxVUs += count;
  }

  #create(): PooledVU {
    const n = this.#created++;
    const idInInstance = this.#options.idInInstance?.(n) ?? n + 1;
    const idInTest = this.#options.idInTest?.(idInInstance) ?? idInInstance;
    return new FakeVU({
      idInInstance,
      idInTest,
      clock: this.#clock,
      pool: this,
      iterationMs: this.#iterationMs,
    });
  }

  readonly #iterationMs: IterationScript = (iteration) => {
    const { iterationMs = 1_000 } = this.#options;
    return typeof iterationMs === 'number' ? iterationMs : iterationMs(iteration);
  };
}

interface FakeVUParts {
  readonly idInInstance: number;
  readonly idInTest: number;
  readonly clock: Clock;
  readonly pool: FakeVUPool;
  readonly iterationMs: IterationScript;
}

class FakeVU implements PooledVU {
  readonly idInInstance: number;
  readonly idInTest: number;
  readonly #parts: FakeVUParts;
  #scenario: string | undefined;
  #running: { record: IterationRecord; timer: Timer; onSettled: () => void } | undefined;

  constructor(parts: FakeVUParts) {
    this.idInInstance = parts.idInInstance;
    this.idInTest = parts.idInTest;
    this.#parts = parts;
  }

  activate({ scenario }: ScenarioActivation, iterationsDone = 0): void {
    if (this.#running !== undefined) throw new Error(`VU ${this.idInInstance} was activated while it runs`);
    this.#scenario = scenario;
    const inherited = iterationsDone > 0 ? { iterationsDone } : {};
    this.#parts.pool.activations.push({ vu: this.idInInstance, scenario, ...inherited });
  }

  runIteration(iterationInInstance: number, iterationInTest: number, onSettled: () => void): boolean {
    if (this.#scenario === undefined) throw new Error(`VU ${this.idInInstance} runs without activation`);
    if (this.#running !== undefined) throw new Error(`VU ${this.idInInstance} runs already`);
    const { clock, pool, iterationMs } = this.#parts;
    const record: IterationRecord = {
      vu: this.idInInstance,
      vuInTest: this.idInTest,
      scenario: this.#scenario,
      iterationInInstance,
      iterationInTest,
      startedAtMs: clock.now(),
      endedAtMs: undefined,
      outcome: 'running',
    };
    pool.iterations.push(record);
    const durationMs = iterationMs(record);
    if (durationMs <= 0) {
      record.outcome = 'complete';
      record.endedAtMs = clock.now();
      return true;
    }
    const timer = clock.at(clock.now() + durationMs, () => this.#settle('complete'));
    this.#running = { record, timer, onSettled };
    return false;
  }

  interrupt(): void {
    this.#running?.timer.cancel();
    this.#settle('interrupted');
  }

  #settle(outcome: 'complete' | 'interrupted'): void {
    if (this.#running === undefined) return;
    const { record, onSettled } = this.#running;
    this.#running = undefined;
    record.outcome = outcome;
    record.endedAtMs = this.#parts.clock.now();
    onSettled();
  }
}
