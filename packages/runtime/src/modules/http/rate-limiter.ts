import type { RequestRateLimiter } from '../../vu/test-context.ts';

/**
 * One slot each `1/rps` seconds, over all threads that share the memory. The slot counter is in microseconds of
 * `Clock.now()`, whose zero point the threads of a process share.
 */
export class SlotRateLimiter implements RequestRateLimiter {
  readonly #nextSlotUs: BigInt64Array;
  readonly #gapUs: bigint;

  /** `slot`: one word, zeroed, the same for all threads of the process. */
  constructor(rps: number, slot: BigInt64Array = new BigInt64Array(1)) {
    this.#nextSlotUs = slot;
    this.#gapUs = BigInt(Math.max(1, Math.round(1_000_000 / rps)));
  }

  reserve(nowMs: number): number {
    const nowUs = BigInt(Math.floor(nowMs * 1000));
    for (;;) {
      const next = Atomics.load(this.#nextSlotUs, 0);
      const slot = next > nowUs ? next : nowUs;
      if (Atomics.compareExchange(this.#nextSlotUs, 0, next, slot + this.#gapUs) === next) {
        return Number(slot - nowUs) / 1000;
      }
    }
  }
}
