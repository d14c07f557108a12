import { Worker } from 'node:worker_threads';

export interface ThreadSettings {
  /** Entry file of worker threads. */
  readonly entry: string;
  readonly maxHeapMb: number;
}

/** What iterations leave behind dies young; V8's default of 48 MB would be the largest part of a thread's memory. */
const YOUNG_GENERATION_MB = 12;

/**
 * Starts the threads that scripts run in. Node takes as long to boot one as a program takes to load its own code, so
 * the first one can be started before anything else; it waits for its script.
 */
export class ThreadStarter {
  readonly settings: ThreadSettings;
  #startedAhead: Worker | undefined;

  constructor(settings: ThreadSettings) {
    this.settings = settings;
  }

  startAhead(): void {
    this.#startedAhead = this.#start();
  }

  /** The thread started ahead if nobody took it yet, otherwise another one. */
  take(): Worker {
    const worker = this.#startedAhead ?? this.#start();
    this.#startedAhead = undefined;
    return worker;
  }

  #start(): Worker {
    const { entry, maxHeapMb } = this.settings;
    return new Worker(entry, {
      name: 'squall-worker',
      resourceLimits: {
        maxOldGenerationSizeMb: maxHeapMb,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
        stackSizeMb: 8,
      },
    });
  }
}
