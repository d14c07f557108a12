import type { Clock } from '../time/clock.ts';
import type { PooledVU } from './executor.ts';
import { VUQueue } from './vu-queue.ts';

/** How long iterations may follow each other before sockets and timers get their turn. */
const SLICE_MS = 5;
// Reading the clock costs as much as a tenth of an empty iteration; slow iterations are timed one by one.
const MAX_ITERATIONS_PER_CLOCK_READ = 16;
const SHORT_BATCH_MS = 0.05;

/** A VU that repeats iterations. */
export interface VULoop {
  readonly vu: PooledVU;
  readonly onSettled: () => void;
  inIteration: boolean;
  stopRequested: boolean;
  iterationsStarted: number;
}

export interface VULoopsOptions {
  readonly clock: Clock;
  /** Hot path: the instance's number for the next iteration of this VU, or -1 when it is to end. */
  nextIteration(loop: VULoop): number;
  /** Hot path: the number in the whole test. */
  globalIndex(iterationInInstance: number): number;
  /** `Clock.now()` from which on no iteration starts. */
  readonly deadlineMs: number;
  /** The loop ended; its VU is in no iteration. */
  onEnded(loop: VULoop): void;
  /** Iterations that count as done already. */
  readonly doneBefore: number;
}

/**
 * VUs that iterate one iteration after another. Those whose iterations end synchronously take turns in slices;
 * the others start their next one when the last one settles.
 */
export class VULoops {
  readonly #options: VULoopsOptions;
  readonly #ready = new VUQueue<VULoop>();
  readonly #loops = new Set<VULoop>();
  #draining = false;
  #deferred = false;
  #perClockRead = 1;
  iterationsDone: number;

  constructor(options: VULoopsOptions) {
    this.#options = options;
    this.iterationsDone = options.doneBefore;
  }

  get size(): number {
    return this.#loops.size;
  }

  /** The VU starts iterating with the next `run`, as if it had started that many before. */
  add(vu: PooledVU, iterationsStarted = 0): VULoop {
    const loop: VULoop = {
      vu,
      onSettled: () => this.#settled(loop),
      inIteration: false,
      stopRequested: false,
      iterationsStarted,
    };
    this.#loops.add(loop);
    this.#ready.push(loop);
    return loop;
  }

  /** Lets the loops finish their iterations and end. */
  stopAll(): void {
    for (const loop of this.#loops) loop.stopRequested = true;
  }

  interrupt(loop: VULoop): void {
    loop.stopRequested = true;
    if (loop.inIteration) loop.vu.interrupt();
  }

  interruptAll(): void {
    for (const loop of [...this.#loops]) this.interrupt(loop);
    this.run();
  }

  /** Hot path: starts iterations until no VU is ready or the slice is used up. */
  run(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      this.#runSlice();
    } finally {
      this.#draining = false;
    }
  }

  #runSlice(): void {
    const { clock, deadlineMs } = this.#options;
    let now = clock.now();
    const sliceEndMs = now + SLICE_MS;
    let left = this.#perClockRead;
    if (now >= deadlineMs) this.stopAll();
    for (let loop = this.#ready.shift(); loop !== undefined; loop = this.#ready.shift()) {
      this.#step(loop);
      if (--left > 0) continue;
      const before = now;
      now = clock.now();
      if (now >= deadlineMs) this.stopAll();
      if (now >= sliceEndMs) {
        this.#continueLater();
        return;
      }
      left = this.#adaptClockReads(now - before);
    }
  }

  #step(loop: VULoop): void {
    const number = loop.stopRequested ? -1 : this.#options.nextIteration(loop);
    if (number < 0) {
      this.#loops.delete(loop);
      this.#options.onEnded(loop);
      return;
    }
    loop.iterationsStarted++;
    loop.inIteration = true;
    if (!loop.vu.runIteration(number, this.#options.globalIndex(number), loop.onSettled)) return;
    loop.inIteration = false;
    this.iterationsDone++;
    this.#ready.push(loop);
  }

  #settled(loop: VULoop): void {
    loop.inIteration = false;
    this.iterationsDone++;
    this.#ready.push(loop);
    if (!this.#deferred) this.run();
  }

  #continueLater(): void {
    if (this.#deferred) return;
    this.#deferred = true;
    this.#options.clock.defer(() => {
      this.#deferred = false;
      this.run();
    });
  }

  #adaptClockReads(batchMs: number): number {
    const doubled = Math.min(MAX_ITERATIONS_PER_CLOCK_READ, this.#perClockRead * 2);
    this.#perClockRead = batchMs < SHORT_BATCH_MS ? doubled : 1;
    return this.#perClockRead;
  }
}
