import type { Logger } from '@squall/core';
import type { MetricFrame } from '@squall/protocol';
import type { FleetMetrics } from './fleet-metrics.ts';
import type { ClusterRunDeps } from './run-spec.ts';
import type { Tenure } from './tenure.ts';

/** Merges frames exactly once and acknowledges them, not before they have been made durable. */
export class FrameIntake {
  readonly #fleet: FleetMetrics;
  readonly #log: Logger;
  readonly #commit: ClusterRunDeps['commit'];
  /** Commits of a tenure happen one after the other, so an acknowledgement covers all frames before. */
  readonly #committing = new Map<Tenure, Promise<void>>();

  constructor(fleet: FleetMetrics, { log, commit }: Pick<ClusterRunDeps, 'log' | 'commit'>) {
    this.#fleet = fleet;
    this.#log = log;
    this.#commit = commit;
  }

  receive(tenure: Tenure, frame: MetricFrame): void {
    const ready = tenure.ledger.accept(frame);
    for (const next of ready) this.#merge(tenure, next);
    // A duplicate: the acknowledgement was lost, or is still to come.
    if (ready.length === 0) this.#acknowledge(tenure);
  }

  #merge(tenure: Tenure, frame: MetricFrame): void {
    try {
      this.#fleet.merge(tenure, frame);
    } catch (error) {
      // The run goes on without this frame, and is marked as incomplete.
      const problem = `frame ${frame.sequence} could not be merged: ${(error as Error).message}`;
      tenure.reportProblem(problem);
      this.#log.log('error', problem, { agent: tenure.agent.name });
    }
    this.#makeDurable(tenure, frame);
  }

  #makeDurable(tenure: Tenure, frame: MetricFrame): void {
    const commit = this.#commit;
    if (commit === undefined) {
      tenure.ledger.committed(frame);
      return this.#acknowledge(tenure);
    }
    const before = this.#committing.get(tenure) ?? Promise.resolve();
    const done = before
      .then(() => commit(frame))
      .then(() => {
        tenure.ledger.committed(frame);
        this.#acknowledge(tenure);
      })
      .catch((error: Error) => {
        const problem = `frame ${frame.sequence} could not be stored: ${error.message}`;
        tenure.reportProblem(problem);
        this.#log.log('error', problem, { agent: tenure.agent.name });
      });
    this.#committing.set(tenure, done);
  }

  #acknowledge({ ref, agent, ledger }: Tenure): void {
    if (ledger.acknowledgeable < 0) return;
    agent.send({ type: 'frame-ack', tenure: ref, through: ledger.acknowledgeable });
  }
}
