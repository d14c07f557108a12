import type { Logger } from '@squall/core';
import type { LoadedScript, LoadRequest } from '@squall/runtime';
import { ThreadHandle, type ThreadNotice } from './thread-handle.ts';
import type { ThreadStarter } from './thread-starter.ts';

/** What the engine needs of the program that embeds it. */
export interface EngineSetup {
  readonly threads: ThreadStarter;
  readonly log: Logger;
  /** Told each secret a script reads, before anything can be logged that contains it. */
  readonly onSecretRead?: (value: string) => void;
}

export type TestSource = Omit<LoadRequest, 'type'>;

/** A test whose init code ran once, and the threads that can run it. */
export class LoadedTest {
  readonly script: LoadedScript;
  readonly #setup: EngineSetup;
  readonly #source: TestSource;
  readonly #threads: ThreadHandle[];
  readonly #listeners: NoticeListeners;

  constructor(
    script: LoadedScript,
    setup: EngineSetup,
    source: TestSource,
    first: ThreadHandle,
    listeners: NoticeListeners,
  ) {
    this.script = script;
    this.#setup = setup;
    this.#source = source;
    this.#threads = [first];
    this.#listeners = listeners;
  }

  /** The threads for a run; the first one loaded the script, the others get what it read. */
  async threads(count: number): Promise<readonly ThreadHandle[]> {
    const missing = Array.from({ length: count - this.#threads.length }, (_, i) =>
      startThread(this.#setup, this.#threads.length + i, this.#listeners),
    );
    this.#threads.push(...missing);
    const { snapshot } = this.script;
    const script = { kind: 'snapshot', snapshot, sharedArrays: this.script.sharedArrays } as const;
    const request = { ...this.#source, type: 'load', script } as const;
    await Promise.all(missing.map((thread) => thread.request(request)));
    return this.#threads;
  }

  /** Hears what threads report, log lines excepted. */
  onNotice(listener: (thread: number, notice: ThreadNotice) => void): void {
    this.#listeners.listener = listener;
  }

  /** Sends what VU code prints with `console` elsewhere than to the log (`--console-output`). */
  divertConsole(log: Logger): void {
    this.#listeners.consoleLog = log;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread[Symbol.asyncDispose]()));
  }
}

interface NoticeListeners {
  listener: ((thread: number, notice: ThreadNotice) => void) | undefined;
  consoleLog: Logger | undefined;
}

/**
 * Reads a script or archive and runs its init code once, in a worker thread.
 * @throws UserError when there is no such script, or its init code fails.
 */
export async function loadTest(source: TestSource, setup: EngineSetup): Promise<LoadedTest> {
  const listeners: NoticeListeners = { listener: undefined, consoleLog: undefined };
  const first = startThread(setup, 0, listeners);
  try {
    const { script } = await first.request({ ...source, type: 'load' });
    return new LoadedTest(script, setup, source, first, listeners);
  } catch (error) {
    await first[Symbol.asyncDispose]();
    throw error;
  }
}

function startThread(setup: EngineSetup, index: number, listeners: NoticeListeners): ThreadHandle {
  return new ThreadHandle(setup.threads.take(), {
    name: `squall-worker-${index}`,
    maxHeapMb: setup.threads.settings.maxHeapMb,
    onNotice: (notice) => {
      if (notice.type === 'secret-read') return setup.onSecretRead?.(notice.value);
      if (notice.type !== 'log') return listeners.listener?.(index, notice);
      const { level, message, fields } = notice.record;
      const diverted = notice.isVUConsole ? listeners.consoleLog : undefined;
      (diverted ?? setup.log).log(level, message, fields);
    },
  });
}
