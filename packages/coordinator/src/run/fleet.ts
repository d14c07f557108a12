import {
  type AbortReason,
  type Clock,
  createSegmentTuple,
  formatSegmentSequence,
  type Logger,
  parseSegment,
  planTest,
  type Segment,
  type TestPlan,
  UserError,
  WHOLE_TUPLE,
} from '@squall/core';
import type { Assignment, TenureRef, ToAgent } from '@squall/protocol';
import type { Agent } from '../agents/agent.ts';
import type { AgentPool } from '../agents/agent-pool.ts';
import type { RunRecord } from '../journal/run-record.ts';
import { restoreTenure } from '../journal/tenure-record.ts';
import { placeByCapacity } from '../placement/place-by-capacity.ts';
import {
  type MissingAgents,
  type Place,
  type Placement,
  placeInstances,
  type ZoneDemand,
} from '../placement/place-instances.ts';
import type { Timing } from '../timing.ts';
import { assignmentOf } from './assignment.ts';
import { Instance } from './instance.ts';
import { isReachable } from './liveness.ts';
import type { ClusterRunSpec } from './run-spec.ts';
import { chooseReplacement } from './staffing.ts';
import type { Post, Tenure } from './tenure.ts';

export interface FleetParts {
  readonly spec: ClusterRunSpec;
  readonly pool: AgentPool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timing: Timing;
  readonly streamSamples: boolean;
  /** How commands get on their way. */
  readonly post: Post;
}

/** Files and sockets a process needs besides those of its VUs. */
const OWN_FILE_DESCRIPTORS = 100;

/** The instances of a run and who is in charge of them. Knows nothing of phases. */
export class Fleet {
  readonly #parts: FleetParts;
  /** Of the whole test. */
  readonly plan: TestPlan;
  #instances: readonly Instance[] = [];
  #sequence = '';

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.plan = planTest(parts.spec.scenarios, WHOLE_TUPLE);
  }

  get instances(): readonly Instance[] {
    return this.#instances;
  }

  /** The tenures in charge, lost ones excepted. */
  get current(): readonly Tenure[] {
    return this.#instances.flatMap(({ current }) => (current === undefined || current.loss ? [] : [current]));
  }

  /** Those that can still call a function of the script. */
  get withScript(): readonly Tenure[] {
    return this.current.filter(({ phase }) => phase === 'ready' || phase === 'ended');
  }

  get agents(): readonly Agent[] {
    return this.current.map(({ agent }) => agent);
  }

  /** Agents that may be given work now. */
  get available(): readonly Agent[] {
    const { pool, clock, timing } = this.#parts;
    const nowMs = clock.now();
    return pool.connected.filter((agent) => agent.clock.isSettled && isReachable(agent, nowMs, timing));
  }

  /**
   * Divides the test among the agents that are there and puts them in charge; returns what is missing if they are
   * too few. @throws UserError when one of them cannot take its part.
   */
  place(): readonly MissingAgents[] {
    const { spec } = this.#parts;
    const placement = this.#divide();
    if (placement.kind === 'missing') return placement.zones;
    const sequence = placement.places.map(({ segment }) => segment);
    this.#sequence = formatSegmentSequence(sequence);
    this.#instances = placement.places.map((place, i) => this.#instance(i, place, sequence));
    placement.places.forEach(({ agent }, i) => {
      const instance = this.#instances[i];
      if (instance !== undefined) this.#staff(instance, agent);
    });
    if (spec.onAgentLoss === 'replace') for (const agent of placement.spare) this.prefetch(agent);
    return [];
  }

  #divide(): Placement<Agent> {
    const { zones, scenarios, sharesAgents = false } = this.#parts.spec;
    if (!sharesAgents) return placeInstances(zones, this.available);
    return placeByCapacity(
      zones,
      this.available,
      (segment, sequence) => planTest(scenarios, createSegmentTuple(segment, sequence)).maxVUs,
    );
  }

  /** As another process left it, with agents that may come back. */
  restore({ instances, tenures, setupDataJson }: RunRecord): void {
    const { spec, pool, clock, post } = this.#parts;
    const sequence = instances.map(({ segment }) => parseSegment(segment));
    this.#sequence = formatSegmentSequence(sequence);
    this.#instances = instances.map(({ zone }, i) => {
      const place = { demand: spec.zones[zone] as ZoneDemand, segment: sequence[i] as Segment };
      return new Instance(i, place, { scenarios: spec.scenarios, sequence });
    });
    this.#instances.forEach((instance, i) => {
      for (const record of tenures[i] ?? []) {
        const tenure = instance.staff(spec.runId, pool.expect(record.hello), { nowMs: clock.now(), post });
        restoreTenure(tenure, record, {
          setupDataJson,
          assignment: (wallOffsetMs) => this.#assignment(instance, tenure, wallOffsetMs),
        });
      }
      const { current = null, gaps = [] } = instances[i] ?? {};
      instance.restore(current, gaps);
    });
  }

  /** Puts other agents in charge of instances without one; returns whom. */
  fillVacancies(): readonly Tenure[] {
    return this.#instances
      .filter(({ current }) => current === undefined)
      .flatMap((instance) => {
        const agent = chooseReplacement(instance, this.available);
        return agent === undefined ? [] : [this.#staff(instance, agent)];
      });
  }

  /** Lets an agent that may have to take over have the archive at hand. */
  prefetch(agent: Agent): void {
    const { hash, bytes } = this.#parts.spec.archive;
    agent.send({ type: 'prefetch', archive: { hash, bytes } });
  }

  tenureOf(agent: Agent, { instance, epoch }: TenureRef): Tenure | undefined {
    const tenure = this.#instances[instance]?.tenures[epoch];
    return tenure?.agent.id === agent.id ? tenure : undefined;
  }

  tenuresOf(agent: Agent): readonly Tenure[] {
    return this.#instances.flatMap(({ tenures }) => tenures.filter((tenure) => tenure.agent.id === agent.id));
  }

  instanceOf({ ref }: Tenure): Instance {
    const instance = this.#instances[ref.instance];
    if (instance === undefined) throw new Error(`there is no instance ${ref.instance}`);
    return instance;
  }

  tenureAt({ instance, epoch }: Pick<TenureRef, 'instance' | 'epoch'>): Tenure | undefined {
    return this.#instances[instance]?.tenures[epoch];
  }

  /** Why a run does not wait for agents any longer. */
  tooFew(afterMs: number): UserError {
    const needed = this.#parts.spec.zones.reduce((sum, { agents }) => sum + agents, 0);
    const joined = `${this.available.length} of ${needed} agents joined`;
    return new UserError('AGENTS_MISSING', `${joined} within ${afterMs / 1000} seconds`, {
      hint: 'start the missing ones, or wait longer with --join-timeout',
    });
  }

  tellToStop(tenure: Tenure, why: AbortReason | undefined): void {
    this.command(tenure, { type: 'stop', tenure: tenure.ref, reason: why?.kind ?? '' });
  }

  command(tenure: Tenure, command: Extract<ToAgent, { readonly tenure: TenureRef }>): void {
    tenure.command(command, this.#parts.clock.now());
  }

  /** Ends everything: no agent needs to know of the run any more. */
  release(): void {
    for (const instance of this.#instances) {
      for (const { agent, ref } of instance.tenures) agent.send({ type: 'release', tenure: ref });
      instance.free();
    }
  }

  #instance(number: number, place: Place<Agent>, sequence: readonly Segment[]): Instance {
    const instance = new Instance(number, place, { scenarios: this.#parts.spec.scenarios, sequence });
    this.#refuseUnfit(place.agent, instance);
    return instance;
  }

  #refuseUnfit({ name, hello, reservedVUs }: Agent, { plan }: Instance): void {
    const { maxVUs, fileDescriptors, maxArchiveBytes } = hello.capacity;
    const free = maxVUs - reservedVUs;
    if (plan.maxVUs > free) {
      throw unfit(
        `agent '${name}' takes ${free} VUs at most, its part of the test needs ${plan.maxVUs}`,
        'start more agents, or let them take more with --max-vus',
      );
    }
    const { bytes } = this.#parts.spec.archive;
    if (bytes > maxArchiveBytes) {
      throw unfit(
        `the archive has ${bytes} bytes, agent '${name}' takes ${maxArchiveBytes} at most`,
        'let the script open fewer files, or smaller ones',
      );
    }
    if (fileDescriptors !== undefined && fileDescriptors < plan.maxVUs + OWN_FILE_DESCRIPTORS) {
      this.#parts.log.log(
        'warning',
        `agent '${name}' may open ${fileDescriptors} files and sockets, which may be too few for its ` +
          `${plan.maxVUs} VUs: raise the limit with 'ulimit -n' where the agent is started`,
      );
    }
  }

  #staff(instance: Instance, agent: Agent): Tenure {
    const { spec, clock, post } = this.#parts;
    const tenure = instance.staff(spec.runId, agent, { nowMs: clock.now(), post });
    tenure.command({ type: 'assign', assignment: this.#assignment(instance, tenure) }, clock.now());
    return tenure;
  }

  #assignment(instance: Instance, tenure: Tenure, wallOffsetMs?: number): Assignment {
    return assignmentOf(instance, tenure, {
      ...this.#parts,
      sequence: this.#sequence,
      ...(wallOffsetMs === undefined ? {} : { wallOffsetMs }),
    });
  }
}

const unfit = (message: string, hint: string): UserError =>
  new UserError('AGENTS_MISSING', message, { hint });
