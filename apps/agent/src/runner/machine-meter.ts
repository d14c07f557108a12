import { cpus } from 'node:os';

/** What a process sees of the machine it is on, and of itself. */
export interface MachineReport {
  /** Of all processors, whoever keeps them busy: 0 to 1. */
  readonly cpuShare: number;
  /** Of this process. */
  readonly memoryBytes: number;
}

interface ProcessorTimes {
  readonly totalMs: number;
  readonly idleMs: number;
}

/** Measures how busy the machine has been since it was asked before. */
export class MachineMeter {
  #before = processorTimes();
  #cpuShare = 0;

  take(): MachineReport {
    const now = processorTimes();
    const totalMs = now.totalMs - this.#before.totalMs;
    // Counters of processors move in steps: asked too soon, there is nothing new.
    if (totalMs > 0) {
      this.#cpuShare = Math.min(1, Math.max(0, 1 - (now.idleMs - this.#before.idleMs) / totalMs));
      this.#before = now;
    }
    return { cpuShare: this.#cpuShare, memoryBytes: process.memoryUsage.rss() };
  }
}

function processorTimes(): ProcessorTimes {
  let totalMs = 0;
  let idleMs = 0;
  for (const { times } of cpus()) {
    totalMs += times.user + times.nice + times.sys + times.irq + times.idle;
    idleMs += times.idle;
  }
  return { totalMs, idleMs };
}
