import { EXIT_CODES, type Logger } from '@squall/core';
import type { RunStop } from '@squall/engine';

const SIGNALS = { SIGINT: 'interrupt', SIGTERM: 'terminated' } as const;

/** The first signal ends the run in good order, the second one the process. */
export class SignalHandling implements Disposable {
  readonly #handlers: readonly (readonly [NodeJS.Signals, () => void])[];
  #received = 0;
  #onFirst: (() => void) | undefined;

  constructor(stop: RunStop, log: Logger, exit: (code: number) => void) {
    this.#handlers = Object.entries(SIGNALS).map(([name, signal]) => {
      const handler = () => {
        this.#received++;
        if (this.#received > 1) {
          log.log('error', 'Aborting k6 in response to signal', { sig: signal });
          exit(EXIT_CODES.EXTERNAL_ABORT);
          return;
        }
        if (this.#onFirst === undefined) stop.request({ kind: 'signal', signal });
        else this.#onFirst();
      };
      return [name as NodeJS.Signals, handler] as const;
    });
    for (const [name, handler] of this.#handlers) process.on(name, handler);
  }

  /** From now on the first signal ends a wait instead of the run; resolves when it arrived. */
  waitForSignal(): Promise<void> {
    return new Promise((resolve) => {
      this.#onFirst = resolve;
    });
  }

  [Symbol.dispose](): void {
    for (const [name, handler] of this.#handlers) process.off(name, handler);
  }
}
