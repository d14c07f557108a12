import { type Clock, repeat, type ThresholdEvaluation, type Timer } from '@squall/core';
import type { TenureProgress } from '@squall/protocol';
import { type AgentHealth, HealthWatch } from './agent-health.ts';
import type { Fleet } from './fleet.ts';
import type { FleetMetrics } from './fleet-metrics.ts';
import type { Load } from './load.ts';
import type { ClusterPhase } from './run-spec.ts';
import type { Tenure } from './tenure.ts';

const VU_SAMPLES_EVERY_MS = 1_000;
const HEALTH_EVERY_MS = 1_000;

export interface WatchedRun {
  readonly fleet: Fleet;
  readonly load: Load;
  readonly metrics: FleetMetrics;
  readonly clock: Clock;
  readonly thresholdsMs: number;
  readonly onHealth: ((health: readonly AgentHealth[]) => void) | undefined;
  phase(): ClusterPhase;
  elapsedMs(): number;
  /** A threshold that ends the run is crossed. */
  onCrossed(evaluation: ThresholdEvaluation): void;
  onVUs(): void;
}

/** What is looked at every second, from setup to the end. */
export class InFlightWatch {
  readonly #run: WatchedRun;
  readonly #health: HealthWatch;
  #timers: readonly Timer[] = [];

  constructor(run: WatchedRun) {
    this.#run = run;
    this.#health = new HealthWatch(run.load);
  }

  begin(): void {
    const { clock, thresholdsMs } = this.#run;
    this.#timers = [
      repeat(clock, VU_SAMPLES_EVERY_MS, () => this.#sampleVUs()),
      repeat(clock, thresholdsMs, () => this.#evaluate()),
      repeat(clock, HEALTH_EVERY_MS, () => this.#tellHealth()),
    ];
  }

  end(): void {
    for (const timer of this.#timers) timer.cancel();
  }

  note(tenure: Tenure, progress: TenureProgress): void {
    this.#health.note(tenure, progress);
  }

  #evaluate(): void {
    const { metrics, phase, elapsedMs, onCrossed } = this.#run;
    if (phase() !== 'running') return;
    const evaluation = metrics.evaluate(elapsedMs(), false);
    if (evaluation?.shouldAbort === true) onCrossed(evaluation);
  }

  #sampleVUs(): void {
    const { fleet, metrics, clock, phase, onVUs } = this.#run;
    if (phase() === 'ended') return;
    const reports = fleet.current.flatMap(({ status }) => status?.progress ?? []);
    const total = (key: 'activeVUs' | 'initialisedVUs') =>
      reports.reduce((sum, report) => sum + report[key], 0);
    const vus = { active: total('activeVUs'), initialised: total('initialisedVUs') };
    metrics.sampleVUs(vus, clock.wallMs());
    onVUs();
  }

  #tellHealth(): void {
    const { fleet, phase, onHealth } = this.#run;
    if (onHealth === undefined || (phase() !== 'running' && phase() !== 'stopping')) return;
    const all = fleet.instances.flatMap(({ current, demand }) => {
      const health = current === undefined ? undefined : this.#health.take(current, demand.label);
      return health === undefined ? [] : [health];
    });
    if (all.length > 0) onHealth(all);
  }
}
