import { addTallies, type Clock } from '@squall/core';
import type { TenureStatus } from '@squall/protocol';
import type { Timing } from '../timing.ts';
import type { Fleet } from './fleet.ts';
import type { Instance } from './instance.ts';
import { StartSkew, startLead } from './start-times.ts';
import type { Tenure } from './tenure.ts';

/** What is known of the load from before this process. */
export interface LoadMemory {
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly errorsMs: Iterable<readonly [instance: number, errorMs: number]>;
  readonly setupDataJson: string | undefined;
}

/** The scenarios of a run as a whole: when they begin, how much time they have, who is told to begin when. */
export class Load {
  readonly skew = new StartSkew();
  readonly #clock: Clock;
  readonly #fleet: Fleet;
  readonly #timing: Timing;
  #startMs: number | undefined;
  #endMs: number | undefined;
  #setupDataJson: string | undefined;

  constructor(fleet: Fleet, clock: Clock, timing: Timing) {
    this.#fleet = fleet;
    this.#clock = clock;
    this.#timing = timing;
  }

  /** As another process left it. */
  restore({ startMs, endMs, errorsMs, setupDataJson }: LoadMemory): void {
    this.#startMs = startMs;
    this.#endMs = endMs;
    this.#setupDataJson = setupDataJson;
    this.skew.restore(errorsMs);
  }

  /** When it began, or is to begin, and when it was over. */
  get times(): { readonly startMs: number | undefined; readonly endMs: number | undefined } {
    return { startMs: this.#startMs, endMs: this.#endMs };
  }

  /** By when everybody must have come to the end. */
  get latestEndMs(): number {
    return (this.#startMs ?? this.#clock.now()) + this.#fleet.plan.maxDurationMs + this.#timing.overrunMs;
  }

  /** Tells everybody who is ready to begin at the same time; says when. */
  begin(setupDataJson: string | undefined): number {
    this.#setupDataJson = setupDataJson;
    this.#startMs = this.#clock.now() + this.#leadMs(this.#fleet.current);
    for (const tenure of this.#fleet.current) this.start(tenure);
    return this.#startMs;
  }

  /** At the common start, or a replacement as soon as it can be. */
  start(tenure: Tenure): void {
    if (tenure.startedElapsedMs !== undefined || this.#startMs === undefined) return;
    if (tenure.phase !== 'ready') return;
    const nowMs = this.#clock.now();
    const isLate = nowMs >= this.#startMs;
    // Nobody waits for a replacement, and each moment without it is lost load.
    const startMs = isLate ? nowMs + this.#leadMs([tenure], 0) : this.#startMs;
    const instance = this.#fleet.instanceOf(tenure);
    tenure.startedElapsedMs = startMs - this.#startMs;
    instance.resume(tenure.startedElapsedMs);
    this.#fleet.command(tenure, {
      type: 'start',
      tenure: tenure.ref,
      atMs: tenure.agent.clock.toAgent(startMs),
      elapsedMs: tenure.startedElapsedMs,
      setupDataJson: this.#setupDataJson,
      iterationsDone: iterationsBefore(instance, tenure),
    });
  }

  /** Notes when an instance really began. */
  report({ ref, agent, startedElapsedMs }: Tenure, { phase }: TenureStatus): void {
    if (this.#startMs === undefined || startedElapsedMs !== 0) return;
    this.skew.report(ref.instance, agent, phase, this.#startMs);
  }

  /** Of the longest scenarios; endless before the start. */
  get remainingMs(): number {
    if (this.#startMs === undefined) return Number.POSITIVE_INFINITY;
    return this.#startMs + this.#fleet.plan.maxDurationMs - this.#clock.now();
  }

  end(): void {
    this.#endMs ??= this.#clock.now();
  }

  /** How long there was load. */
  get durationMs(): number {
    if (this.#startMs === undefined) return 0;
    return Math.max(0, (this.#endMs ?? this.#clock.now()) - this.#startMs);
  }

  #leadMs(tenures: readonly Tenure[], leadMs = this.#timing.startLeadMs): number {
    const agents = tenures.map(({ agent }) => agent);
    return startLead(leadMs, agents, this.#setupDataJson?.length ?? 0);
  }
}

/** What the earlier tenures of the instance have done: exactly the iterations whose samples arrived. */
function iterationsBefore({ tenures }: Instance, { ref }: Tenure): Readonly<Record<string, number>> {
  return addTallies(tenures.slice(0, ref.epoch).map(({ ledger }) => ledger.iterationsDone));
}
