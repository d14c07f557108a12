import type { Clock, Logger } from '@squall/core';
import type { MetricFrame } from '@squall/protocol';
import type { FleetMetrics } from './fleet-metrics.ts';
import type { ClusterRunDeps } from './run-spec.ts';
import type { Tenure } from './tenure.ts';

/** Whatever keeps a frame from being stored, a full disk or a locked database, may be over by then. */
const TRY_AGAIN_AFTER_MS = 1_000;

export interface IntakeDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly commit?: ClusterRunDeps['commit'];
  /** Nothing waits to be stored any more. */
  onIdle(): void;
}

/** Merges frames exactly once and acknowledges them, not before they have been made durable. */
export class FrameIntake {
  readonly #fleet: FleetMetrics;
  readonly #deps: IntakeDeps;
  /** Frames of a tenure are stored one after the other, so an acknowledgement covers all frames before. */
  readonly #committing = new Map<Tenure, Promise<void>>();
  /** How many frames of each tenure wait to be stored. */
  readonly #pending = new Map<Tenure, number>();
  #isOver = false;
  #failure = 'it takes too long';
  #stored = 0;

  constructor(fleet: FleetMetrics, deps: IntakeDeps) {
    this.#fleet = fleet;
    this.#deps = deps;
  }

  /** Everything that was merged is stored. */
  get isIdle(): boolean {
    return this.#pending.size === 0;
  }

  /** How many frames have been stored so far. */
  get stored(): number {
    return this.#stored;
  }

  receive(tenure: Tenure, frame: MetricFrame): void {
    const ready = tenure.ledger.accept(frame);
    for (const next of ready) {
      this.#merge(tenure, next);
      this.#makeDurable(tenure, next);
    }
    // A duplicate: the acknowledgement was lost, or is still to come.
    if (ready.length === 0) this.#acknowledge(tenure);
  }

  /** Merges a frame that has been stored before. */
  replay(tenure: Tenure, frame: MetricFrame): void {
    for (const next of tenure.ledger.accept(frame)) {
      this.#merge(tenure, next);
      tenure.ledger.committed(next);
    }
  }

  /** What has not been stored by now is missing. */
  end(): void {
    this.#isOver = true;
    for (const [tenure, frames] of this.#pending) {
      tenure.reportProblem(`${frames} frames could not be stored: ${this.#failure}`);
    }
  }

  #merge(tenure: Tenure, frame: MetricFrame): void {
    try {
      this.#fleet.merge(tenure, frame);
    } catch (error) {
      // The run goes on without this frame, and is marked as incomplete.
      const problem = `frame ${frame.sequence} could not be merged: ${(error as Error).message}`;
      tenure.reportProblem(problem);
      this.#deps.log.log('error', problem, { agent: tenure.agent.name });
    }
  }

  #makeDurable(tenure: Tenure, frame: MetricFrame): void {
    const { commit } = this.#deps;
    if (commit === undefined) {
      tenure.ledger.committed(frame);
      return this.#acknowledge(tenure);
    }
    this.#pending.set(tenure, (this.#pending.get(tenure) ?? 0) + 1);
    const before = this.#committing.get(tenure) ?? Promise.resolve();
    this.#committing.set(
      tenure,
      before.then(() => this.#store(tenure, frame, commit)),
    );
  }

  async #store(tenure: Tenure, frame: MetricFrame, commit: NonNullable<IntakeDeps['commit']>): Promise<void> {
    let isTold = false;
    while (!this.#isOver) {
      try {
        await commit(frame);
        return this.#onStored(tenure, frame);
      } catch (error) {
        this.#failure = (error as Error).message;
        const message = `frame ${frame.sequence} could not be stored, trying again: ${this.#failure}`;
        if (!isTold) this.#deps.log.log('error', message, { agent: tenure.agent.name });
        isTold = true;
        await this.#pause();
      }
    }
  }

  #onStored(tenure: Tenure, frame: MetricFrame): void {
    this.#stored++;
    tenure.ledger.committed(frame);
    this.#acknowledge(tenure);
    const left = (this.#pending.get(tenure) ?? 1) - 1;
    if (left > 0) return void this.#pending.set(tenure, left);
    this.#pending.delete(tenure);
    if (this.isIdle && !this.#isOver) this.#deps.onIdle();
  }

  #pause(): Promise<void> {
    const { clock } = this.#deps;
    return new Promise((resolve) => {
      clock.at(clock.now() + TRY_AGAIN_AFTER_MS, resolve);
    });
  }

  #acknowledge({ ref, agent, ledger }: Tenure): void {
    if (ledger.acknowledgeable < 0) return;
    agent.send({ type: 'frame-ack', tenure: ref, through: ledger.acknowledgeable });
  }
}
