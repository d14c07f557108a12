import type { SharedCounter } from '@squall/core';

const FIELDS = ['heartbeat', 'initialised', 'active', 'completed', 'interrupted'] as const;
type Field = (typeof FIELDS)[number];

/**
 * Numbers the threads of a process share: one row of counts per worker thread, two words per scenario for
 * iterations that balance between threads, and one for the request rate. Rows have one writer, so they are read and written without atomics.
 * Float64, because a count may pass 2^31.
 */
export class SharedState {
  readonly buffer: SharedArrayBuffer;
  readonly #counts: Float64Array;
  readonly #iterations: BigInt64Array;
  readonly #workerCount: number;

  constructor(buffer: SharedArrayBuffer, workerCount: number) {
    this.buffer = buffer;
    this.#workerCount = workerCount;
    this.#counts = new Float64Array(buffer, 0, workerCount * FIELDS.length);
    this.#iterations = new BigInt64Array(buffer, this.#counts.byteLength);
  }

  static create(workerCount: number, scenarioCount: number): SharedState {
    const words = workerCount * FIELDS.length + scenarioCount * 2 + 1;
    return new SharedState(new SharedArrayBuffer(words * 8), workerCount);
  }

  add(worker: number, field: Field, amount: number): void {
    const index = worker * FIELDS.length + FIELDS.indexOf(field);
    this.#counts[index] = (this.#counts[index] ?? 0) + amount;
  }

  set(worker: number, field: Field, value: number): void {
    this.#counts[worker * FIELDS.length + FIELDS.indexOf(field)] = value;
  }

  of(worker: number, field: Field): number {
    return this.#counts[worker * FIELDS.length + FIELDS.indexOf(field)] ?? 0;
  }

  total(field: Field): number {
    let sum = 0;
    for (let worker = 0; worker < this.#workerCount; worker++) sum += this.of(worker, field);
    return sum;
  }

  /** For the limiter of the `rps` option. */
  get requestSlot(): BigInt64Array {
    return this.#iterations.subarray(this.#iterations.length - 1);
  }

  /** The counter of the scenario at this position of the plan. */
  counter(scenarioIndex: number): SharedCounter {
    const iterations = this.#iterations;
    const workerCount = this.#workerCount;
    const index = scenarioIndex * 2;
    return {
      next: () => Number(Atomics.add(iterations, index, 1n)),
      get value() {
        return Number(Atomics.load(iterations, index));
      },
      finish: () => Number(Atomics.add(iterations, index + 1, 1n)) === workerCount - 1,
    };
  }
}
