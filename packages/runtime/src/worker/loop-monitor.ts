import { type EventLoopUtilization, performance } from 'node:perf_hooks';

const TICK_MS = 20;

/** How busy and how late this thread's event loop is; measured all the time, cheaply. */
export class LoopMonitor implements Disposable {
  readonly #timer: NodeJS.Timeout;
  #last: EventLoopUtilization = performance.eventLoopUtilization();
  #expectedMs = performance.now() + TICK_MS;
  #maxLagMs = 0;
  #takenMs = performance.now();

  constructor() {
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      this.#maxLagMs = Math.max(this.#maxLagMs, nowMs - this.#expectedMs);
      this.#expectedMs = nowMs + TICK_MS;
    }, TICK_MS);
    this.#timer.unref();
  }

  /** Since the call before. */
  take(): { spanMs: number; utilization: number; maxLagMs: number } {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#last);
    const maxLagMs = this.#maxLagMs;
    const nowMs = performance.now();
    const spanMs = nowMs - this.#takenMs;
    this.#takenMs = nowMs;
    this.#last = now;
    this.#maxLagMs = 0;
    return { spanMs, utilization, maxLagMs };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
