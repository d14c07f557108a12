import { type Clock, isUserError, type Logger, type LogLevel, repeat, type Timer } from '@squall/core';
import type { LogLine } from './api-types.ts';
import type { ControllerApi } from './controller-api.ts';

export interface RunLogParts {
  readonly api: Pick<ControllerApi, 'logs'>;
  readonly runId: number;
  readonly clock: Clock;
  /** Where the lines go. */
  readonly target: Logger;
}

const LOOK_EVERY_MS = 1_000;
const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  fatal: 'error',
  panic: 'error',
};

/**
 * Prints what scripts and agents log, each line once: the controller numbers the lines, so that nothing is missed or
 * repeated when the connection or the controller is gone for a while.
 */
export class RunLog implements Disposable {
  readonly #parts: RunLogParts;
  #timer: Timer | undefined;
  #afterId = 0;
  #looking: Promise<void> | undefined;

  constructor(parts: RunLogParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = repeat(this.#parts.clock, LOOK_EVERY_MS, () => void this.#look());
  }

  /** Prints what is left; call it when the run has ended. */
  async finish(): Promise<void> {
    this[Symbol.dispose]();
    await this.#looking;
    await this.#look();
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #look(): Promise<void> {
    this.#looking ??= this.#readOn().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #readOn(): Promise<void> {
    const { api, runId } = this.#parts;
    try {
      for (;;) {
        const lines = await api.logs(runId, this.#afterId);
        if (lines.length === 0) return;
        for (const line of lines) this.#print(line);
      }
    } catch (error) {
      // Whoever follows the run tells what is wrong; the lines are asked for again.
      if (!isUserError(error)) throw error;
    }
  }

  #print({ id, level, labels, line }: LogLine): void {
    this.#afterId = id;
    this.#parts.target.log(LEVELS[level] ?? 'info', line, labels);
  }
}
