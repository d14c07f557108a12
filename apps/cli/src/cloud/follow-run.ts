import { type Clock, isUserError, type Logger } from '@squall/core';
import type { RunStop } from '@squall/engine';
import { ApiFailure } from './api-failure.ts';
import { isFinal, type RunProgress, type RunState } from './api-types.ts';
import type { ControllerApi } from './controller-api.ts';

export interface FollowParts {
  readonly api: Pick<ControllerApi, 'progress' | 'stop'>;
  readonly runId: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly stop: Pick<RunStop, 'signal' | 'reason'>;
  /** Leave as soon as the load is on. */
  readonly exitOnRunning: boolean;
  onProgress(progress: RunProgress): void;
}

const LOOK_EVERY_MS = 1_000;

/**
 * Watches a run until it has ended, and asks for its end once somebody wishes so. A controller that does not answer
 * for a while does not end it: the run goes on without.
 */
export async function followRun(parts: FollowParts): Promise<RunState> {
  const { api, runId, stop, exitOnRunning, log } = parts;
  const contact = new Contact(log);
  using pause = new Pause(parts);
  let isAsked = false;
  for (;;) {
    try {
      if (stop.reason !== undefined && !isAsked) {
        await api.stop(runId);
        isAsked = true;
        log.log('info', 'the run is asked to stop; press Ctrl-C again to leave at once');
      }
      const progress = await api.progress(runId);
      contact.made();
      parts.onProgress(progress);
      const { state } = progress;
      if (isFinal(state)) return state;
      if (exitOnRunning && (state === 'running' || state === 'processing_metrics')) return state;
    } catch (error) {
      contact.lost(error);
    }
    await pause.take();
  }
}

/** Asks until there is an answer, however long the controller is away. */
export async function askUntilAnswered<T>(
  ask: () => Promise<T>,
  { clock, log }: Pick<FollowParts, 'clock' | 'log'>,
): Promise<T> {
  const contact = new Contact(log);
  for (;;) {
    try {
      const answer = await ask();
      contact.made();
      return answer;
    } catch (error) {
      contact.lost(error);
    }
    await new Promise<void>((resolve) => clock.at(clock.now() + LOOK_EVERY_MS, resolve));
  }
}

/** Time between two looks; a wish to stop the run need not wait. */
class Pause implements Disposable {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #onAbort = (): void => this.#end();
  #end: () => void = () => undefined;

  constructor({ clock, stop }: FollowParts) {
    this.#clock = clock;
    this.#signal = stop.signal;
    this.#signal.addEventListener('abort', this.#onAbort);
  }

  async take(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#clock.at(this.#clock.now() + LOOK_EVERY_MS, resolve);
      this.#end = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}

/** Says once that the controller is gone, and once that it is back. */
class Contact {
  readonly #log: Logger;
  #isLost = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  made(): void {
    if (this.#isLost) this.#log.log('info', 'the controller answers again');
    this.#isLost = false;
  }

  /** @throws what waiting does not make better */
  lost(error: unknown): void {
    if (!isUserError(error) || !isPassing(error)) throw error;
    if (this.#isLost) return;
    this.#isLost = true;
    this.#log.log('warning', 'the controller does not answer; the run goes on, and is asked about again', {
      error: error.message,
    });
  }
}

function isPassing(error: { readonly code: string }): boolean {
  if (error instanceof ApiFailure) return error.status === 429 || error.status >= 500;
  return error.code === 'CONTROLLER_UNREACHABLE';
}
