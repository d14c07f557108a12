import { type Clock, EXIT_CODES } from '@squall/core';
import type { AgentDeps, AgentSignal, SignalSource } from './settings.ts';

/** Some shells send a signal both to the process and to its group: that is one signal. */
const SAME_SIGNAL_MS = 100;

/** The first signal makes the agent leave in good order, the second one ends the process. */
export class Signals implements Disposable {
  readonly #source: SignalSource;
  readonly #clock: Clock;
  readonly #exit: AgentDeps['exit'];
  readonly #onFirst: (signal: AgentSignal) => void;
  readonly #handlers: readonly (readonly [AgentSignal, () => void])[] = [
    ['SIGINT', () => this.#receive('SIGINT')],
    ['SIGTERM', () => this.#receive('SIGTERM')],
  ];
  #receivedAtMs: number | undefined;

  constructor(
    { signals, clock, exit }: Pick<AgentDeps, 'signals' | 'clock' | 'exit'>,
    onFirst: (signal: AgentSignal) => void,
  ) {
    this.#source = signals;
    this.#clock = clock;
    this.#exit = exit;
    this.#onFirst = onFirst;
    for (const [signal, handler] of this.#handlers) signals.on(signal, handler);
  }

  [Symbol.dispose](): void {
    for (const [signal, handler] of this.#handlers) this.#source.off(signal, handler);
  }

  #receive(signal: AgentSignal): void {
    const nowMs = this.#clock.now();
    if (this.#receivedAtMs !== undefined) {
      if (nowMs - this.#receivedAtMs >= SAME_SIGNAL_MS) this.#exit(EXIT_CODES.EXTERNAL_ABORT);
      return;
    }
    this.#receivedAtMs = nowMs;
    this.#onFirst(signal);
  }
}
