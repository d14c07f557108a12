import { type ClusterRun, type ClusterView, type InstanceView, viewCluster } from '@squall/coordinator';
import { type Clock, repeat, type Timer } from '@squall/core';
import type { PreparedTest } from '../local/prepare-test.ts';
import { scenarioViews } from '../local/scenario-views.ts';
import type { AgentView, PhaseView, ProgressView, RunView } from '../terminal/progress-view.ts';
import { IterationRates } from './iteration-rates.ts';

const SAMPLE_EVERY_MS = 200;

/** Puts together what the terminal shows of a run over several machines. */
export class ClusterProgress implements Disposable {
  readonly #test: PreparedTest;
  readonly #agentCount: number;
  readonly #clock: Clock;
  readonly #rates = new IterationRates();
  readonly #sampling: Timer;
  #run: ClusterRun | undefined;

  constructor(test: PreparedTest, agentCount: number, clock: Clock) {
    this.#test = test;
    this.#agentCount = agentCount;
    this.#clock = clock;
    this.#sampling = repeat(clock, SAMPLE_EVERY_MS, () => this.#sample());
  }

  attach(run: ClusterRun): void {
    this.#run = run;
  }

  get joined(): number {
    const missing = this.#run?.missing ?? [];
    return this.#agentCount - missing.reduce((sum, { demand, joined }) => sum + demand.agents - joined, 0);
  }

  /** Undefined before there is a run. */
  view(): ProgressView | undefined {
    if (this.#run === undefined) return undefined;
    const cluster = viewCluster(this.#run, this.#clock.now());
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
    if (this.#run === undefined) return;
    const nowMs = this.#clock.now();
    for (const { instance, condition, completeIterations } of viewCluster(this.#run, nowMs).instances) {
      if (condition === 'running') this.#rates.note(instance, completeIterations, nowMs);
    }
  }

  #head(cluster: ClusterView): PhaseView | RunView {
    switch (cluster.phase) {
      case 'awaiting-agents':
        return {
          kind: 'phase',
          label: 'Wait',
          text: joinedText(this.joined, this.#agentCount),
          fraction: this.joined / this.#agentCount,
        };
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
    return instances.map((instance) => ({
      name: nameOf(instance, instances),
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
    if (condition !== 'ended') return this.#rates.perSecond(instance, this.#clock.now());
    return loadMs > 0 ? (completeIterations * 1_000) / loadMs : 0;
  }
}

/** For instance `1 of 3 agents joined`. */
export const joinedText = (joined: number, wanted: number): string => `${joined} of ${wanted} agents joined`;

type Count = 'activeVUs' | 'initialisedVUs' | 'completeIterations' | 'interruptedIterations';

const total = (instances: readonly InstanceView[], key: Count): number =>
  instances.reduce((sum, instance) => sum + instance[key], 0);

/** An agent that has taken over from another one has two parts. */
function nameOf({ agent, instance }: InstanceView, all: readonly InstanceView[]): string {
  const isOnly = all.every((other) => other.agent !== agent || other.instance === instance);
  return isOnly ? agent : `${agent} #${instance}`;
}
