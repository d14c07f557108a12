import type { ClusterView, InstanceView } from '@squall/coordinator';
import { type Clock, repeat, type Timer } from '@squall/core';
import type { PreparedTest } from '../local/prepare-test.ts';
import { scenarioViews } from '../local/scenario-views.ts';
import type { AgentView, PhaseView, ProgressView, RunView } from '../terminal/progress-view.ts';
import { IterationRates } from './iteration-rates.ts';

const SAMPLE_EVERY_MS = 200;

export interface ClusterProgressDeps {
  readonly clock: Clock;
  /** How many agents the run waits for. */
  readonly agentCount: number;
  /** Undefined before there is a run. */
  look(): ClusterView | undefined;
}

/** Puts together what the terminal shows of a run over several machines. */
export class ClusterProgress implements Disposable {
  readonly #test: Pick<PreparedTest, 'plan' | 'tuple'>;
  readonly #deps: ClusterProgressDeps;
  readonly #rates = new IterationRates();
  readonly #sampling: Timer;

  constructor(test: Pick<PreparedTest, 'plan' | 'tuple'>, deps: ClusterProgressDeps) {
    this.#test = test;
    this.#deps = deps;
    this.#sampling = repeat(deps.clock, SAMPLE_EVERY_MS, () => this.#sample());
  }

  /** Undefined before there is a run. */
  view(): ProgressView | undefined {
    const cluster = this.#deps.look();
    if (cluster === undefined) return undefined;
    return {
      head: this.#head(cluster),
      scenarios: scenarioViews(this.#test, cluster.scenarios),
      agents: this.#agents(cluster),
    };
  }

  [Symbol.dispose](): void {
    this.#sampling.cancel();
  }

  #sample(): void {
    const nowMs = this.#deps.clock.now();
    for (const { instance, condition, completeIterations } of this.#deps.look()?.instances ?? []) {
      if (condition === 'running') this.#rates.note(instance, completeIterations, nowMs);
    }
  }

  #head(cluster: ClusterView): PhaseView | RunView {
    switch (cluster.phase) {
      case 'awaiting-agents':
        return this.#waitingHead(cluster);
      case 'preparing':
        return this.#preparingHead(cluster);
      case 'setup':
        return { kind: 'phase', label: 'Run', text: 'setup()', fraction: 0 };
      case 'teardown':
        return { kind: 'phase', label: 'Run', text: 'teardown()', fraction: 1 };
      case 'running':
      case 'stopping':
      case 'settling':
      case 'ended':
        return this.#runHead(cluster);
    }
  }

  #waitingHead({ missing }: ClusterView): PhaseView {
    const { agentCount } = this.#deps;
    const joined = agentCount - missing.reduce((sum, { demand, joined }) => sum + demand.agents - joined, 0);
    return {
      kind: 'phase',
      label: 'Wait',
      text: joinedText(joined, agentCount),
      fraction: joined / agentCount,
    };
  }

  #preparingHead({ instances }: ClusterView): PhaseView {
    const initialised = total(instances, 'initialisedVUs');
    const planned = Math.max(1, this.#test.plan.plannedVUs);
    const ready = instances.filter(({ condition }) => condition === 'ready').length;
    return {
      kind: 'phase',
      label: 'Init',
      text: `${ready} of ${instances.length} agents ready, ${initialised}/${planned} VUs initialized`,
      fraction: Math.min(1, initialised / planned),
    };
  }

  #runHead({ phase, elapsedMs, instances }: ClusterView): RunView {
    const { plan } = this.#test;
    return {
      kind: 'run',
      isPaused: false,
      elapsedMs,
      maxDurationMs: plan.maxDurationMs,
      activeVUs: phase === 'ended' ? 0 : total(instances, 'activeVUs'),
      initialisedVUs: total(instances, 'initialisedVUs'),
      maxVUs: plan.maxVUs,
      completeIterations: total(instances, 'completeIterations'),
      interruptedIterations: total(instances, 'interruptedIterations'),
    };
  }

  #agents({ instances, loadMs }: ClusterView): readonly AgentView[] {
    const hasZones = new Set(instances.map(({ loadZone }) => loadZone)).size > 1;
    const parts = new Map<string, number>();
    for (const { agent } of instances) parts.set(agent, (parts.get(agent) ?? 0) + 1);
    return instances.map((instance) => ({
      name: nameOf(instance, parts),
      loadZone: hasZones ? instance.loadZone : undefined,
      state: instance.condition,
      activeVUs: instance.activeVUs,
      initialisedVUs: instance.initialisedVUs,
      iterationsPerSecond: this.#iterationsPerSecond(instance, loadMs),
      lagMs: instance.maxLagMs,
    }));
  }

  /** Of the last seconds; at the end, of the whole load. */
  #iterationsPerSecond({ instance, condition, completeIterations }: InstanceView, loadMs: number): number {
    if (condition !== 'ended') return this.#rates.perSecond(instance, this.#deps.clock.now());
    return loadMs > 0 ? (completeIterations * 1_000) / loadMs : 0;
  }
}

/** For instance `1 of 3 agents joined`. */
export const joinedText = (joined: number, wanted: number): string => `${joined} of ${wanted} agents joined`;

type Count = 'activeVUs' | 'initialisedVUs' | 'completeIterations' | 'interruptedIterations';

const total = (instances: readonly InstanceView[], key: Count): number =>
  instances.reduce((sum, instance) => sum + instance[key], 0);

/** An agent that has taken over from another one has two parts. */
function nameOf({ agent, instance }: InstanceView, parts: ReadonlyMap<string, number>): string {
  return parts.get(agent) === 1 ? agent : `${agent} #${instance}`;
}
