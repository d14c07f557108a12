import type { TenureProgress } from '@squall/protocol';
import type { Load } from './load.ts';
import type { Tenure } from './tenure.ts';

/** How one instance and its machine were in the last second. Plain data. */
export interface AgentHealth {
  /** Since the beginning of load. */
  readonly elapsedMs: number;
  readonly agent: string;
  readonly loadZone: string;
  /** Of the load zone in the test's distribution. */
  readonly label: string;
  readonly instance: number;
  readonly epoch: number;
  readonly vus: number;
  /** Complete ones, since the tenure began. */
  readonly iterationsDone: number;
  /** Longest its event loops were late. */
  readonly lagMs: number;
  /** Of the machine, 0 to 1. */
  readonly cpuShare: number;
  /** Of the process that runs the script. */
  readonly memoryBytes: number;
  /** How much later (or earlier) than planned it began; undefined for a replacement. */
  readonly clockSkewMs: number | undefined;
}

/** Makes one report a second of what an instance says more or less often. */
export class HealthWatch {
  readonly #load: Load;
  readonly #lags = new Map<Tenure, number>();

  constructor(load: Load) {
    this.#load = load;
  }

  note(tenure: Tenure, { maxLagMs }: TenureProgress): void {
    this.#lags.set(tenure, Math.max(maxLagMs, this.#lags.get(tenure) ?? 0));
  }

  /** Undefined when nothing was heard since it was asked before. */
  take(tenure: Tenure, label: string): AgentHealth | undefined {
    const lagMs = this.#lags.get(tenure);
    const progress = tenure.status?.progress;
    if (lagMs === undefined || progress === undefined) return undefined;
    this.#lags.delete(tenure);
    const { agent, ref } = tenure;
    return {
      elapsedMs: this.#load.durationMs,
      agent: agent.name,
      loadZone: agent.hello.loadZone,
      label,
      instance: ref.instance,
      epoch: ref.epoch,
      vus: progress.activeVUs,
      iterationsDone: progress.completeIterations,
      lagMs,
      cpuShare: progress.cpuShare,
      memoryBytes: progress.memoryBytes,
      clockSkewMs: ref.epoch === 0 ? this.#load.skew.errorsMs.get(ref.instance) : undefined,
    };
  }
}
