import { type Clock, EXIT_CODES, type Logger } from '@squall/core';
import type { RunStop } from '@squall/engine';

const SIGNALS = { SIGINT: 'interrupt', SIGTERM: 'terminated' } as const;

/** `timeout` and some shells send a signal both to the process and to its group: that is one signal. */
const SAME_SIGNAL_MS = 100;

/** Where signals come from: `process`. */
export interface SignalSource {
  on(signal: keyof typeof SIGNALS, handler: () => void): unknown;
  off(signal: keyof typeof SIGNALS, handler: () => void): unknown;
}

export interface SignalDeps {
  readonly source: SignalSource;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** The first signal ends the run in good order, the second one the process. */
export class SignalHandling implements Disposable {
  readonly #deps: SignalDeps;
  readonly #stop: RunStop;
  readonly #handlers: readonly (readonly [keyof typeof SIGNALS, () => void])[] = [
    ['SIGINT', () => this.#receive('SIGINT')],
    ['SIGTERM', () => this.#receive('SIGTERM')],
  ];
  #receivedAtMs: number | undefined;
  #onFirst: (() => void) | undefined;

  constructor(stop: RunStop, deps: SignalDeps) {
    this.#stop = stop;
    this.#deps = deps;
    for (const [name, handler] of this.#handlers) deps.source.on(name, handler);
  }

  /** From now on the first signal ends a wait instead of the run; resolves when it arrived. */
  waitForSignal(): Promise<void> {
    return new Promise((resolve) => {
      this.#onFirst = resolve;
    });
  }

  [Symbol.dispose](): void {
    for (const [name, handler] of this.#handlers) this.#deps.source.off(name, handler);
  }

  #receive(name: keyof typeof SIGNALS): void {
    const { clock, log, exit } = this.#deps;
    const signal = SIGNALS[name];
    if (this.#receivedAtMs !== undefined) {
      if (clock.now() - this.#receivedAtMs < SAME_SIGNAL_MS) return;
      log.log('error', 'Aborting k6 in response to signal', { sig: signal });
      exit(EXIT_CODES.EXTERNAL_ABORT);
      return;
    }
    this.#receivedAtMs = clock.now();
    if (this.#onFirst === undefined) this.#stop.request({ kind: 'signal', signal });
    else this.#onFirst();
  }
}
