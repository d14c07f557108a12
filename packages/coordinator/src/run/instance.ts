import {
  createSegmentTuple,
  formatSegment,
  planTest,
  type Segment,
  segmentFraction,
  type TestPlan,
} from '@squall/core';
import type { Agent } from '../agents/agent.ts';
import type { Place, ZoneDemand } from '../placement/place-instances.ts';
import type { ClusterRunSpec } from './run-spec.ts';
import { type Post, Tenure } from './tenure.ts';

/** Time in which nobody executed an instance's part. */
export interface Gap {
  /** Who was lost: the gap begins where what it measured ends. */
  readonly after: Tenure;
  /** Time of the test at which somebody took over; undefined when nobody did. */
  toMs: number | undefined;
}

/** One of the parts a run is divided into, and the agents that were in charge of it, one after the other. */
export class Instance {
  readonly number: number;
  readonly demand: ZoneDemand;
  readonly segment: string;
  /** Of the whole, 0 to 1. */
  readonly share: number;
  readonly plan: TestPlan;
  readonly tenures: Tenure[] = [];
  readonly gaps: Gap[] = [];
  #current: Tenure | undefined;

  constructor(
    number: number,
    { demand, segment }: Pick<Place<unknown>, 'demand' | 'segment'>,
    { scenarios, sequence }: { scenarios: ClusterRunSpec['scenarios']; sequence: readonly Segment[] },
  ) {
    this.number = number;
    this.demand = demand;
    this.segment = formatSegment(segment);
    this.share = segmentFraction(segment);
    this.plan = planTest(scenarios, createSegmentTuple(segment, sequence));
  }

  /** Nobody is getting ready to execute it any more. */
  get isPrepared(): boolean {
    return this.#current?.phase !== 'preparing';
  }

  /** Undefined when its agent was lost and nobody has taken over. */
  get current(): Tenure | undefined {
    return this.#current;
  }

  /** Nothing more is to be expected of it. */
  get isOver(): boolean {
    return this.#current === undefined || this.#current.isOver;
  }

  /** Puts an agent in charge; the epoch rises with each. */
  staff(runId: string, agent: Agent, way: { readonly nowMs: number; readonly post: Post }): Tenure {
    const tenure = new Tenure({ runId, instance: this.number, epoch: this.tenures.length }, agent, way);
    this.tenures.push(tenure);
    this.#current = tenure;
    agent.reserve(keyOf(tenure), this.plan.maxVUs);
    return tenure;
  }

  /** As another process left it: with which of its tenures in charge, if any. */
  restore(
    currentEpoch: number | null,
    gaps: readonly { afterEpoch: number; toMs: number | undefined }[],
  ): void {
    this.#current?.agent.free(keyOf(this.#current));
    this.#current = currentEpoch === null ? undefined : this.tenures[currentEpoch];
    this.#current?.agent.reserve(keyOf(this.#current), this.plan.maxVUs);
    for (const { afterEpoch, toMs } of gaps) {
      const after = this.tenures[afterEpoch];
      if (after !== undefined) this.gaps.push({ after, toMs });
    }
  }

  /** Its agent is lost. */
  vacate(): void {
    if (this.#current === undefined) return;
    this.gaps.push({ after: this.#current, toMs: undefined });
    this.free();
    this.#current = undefined;
  }

  /** From that time of the test on somebody executes its part again. */
  resume(elapsedMs: number): void {
    for (const gap of this.gaps) gap.toMs ??= elapsedMs;
  }

  /** Its agent may use its capacity for something else. */
  free(): void {
    if (this.#current !== undefined) this.#current.agent.free(keyOf(this.#current));
  }
}

const keyOf = ({ ref }: Tenure): string => `${ref.runId}/${ref.instance}/${ref.epoch}`;
