import {
  type AbortReason,
  createMetricRegistry,
  type Logger,
  parseScenario,
  type ThresholdConfigs,
  validateThresholds,
} from '@squall/core';
import type { MetricFrame } from '@squall/protocol';
import { VirtualClock } from '@squall/testkit';
import { AgentPool } from '../agents/agent-pool.ts';
import type { AgentHealth } from '../run/agent-health.ts';
import {
  type ClusterResult,
  resumeClusterRun,
  type StartedClusterRun,
  startClusterRun,
} from '../run/run-cluster.ts';
import type { ClusterPhase, ClusterRunDeps, ClusterRunSpec, RunStopper } from '../run/run-spec.ts';
import { CoordinatorLife, KeptRunInMemory } from './kept-run.fixture.ts';
import { SimulatedAgent, type SimulatedAgentOptions } from './simulated-agent.fixture.ts';
import type { SimulatedTest } from './workload.fixture.ts';

const STEP_MS = 50;

export class TestStop implements RunStopper {
  readonly #controller = new AbortController();
  reason: AbortReason | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  request(reason: AbortReason): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    this.#controller.abort();
  }
}

export interface ClusterOptions {
  readonly agents?: number;
  readonly test?: Partial<SimulatedTest>;
  readonly spec?: Partial<ClusterRunSpec>;
  readonly thresholds?: ThresholdConfigs;
  readonly commit?: (frame: MetricFrame) => Promise<void>;
  /** Keeps what a coordinator needs to go on with the run after it was killed. */
  readonly isKept?: boolean;
}

const TEST: SimulatedTest = { iterationsPerSecond: 30, durationMs: 10_000 };

/** A coordinator and agents on virtual time. */
export class SimulatedCluster {
  readonly clock = new VirtualClock({ startMs: 1_000 });
  readonly log: [string, string][] = [];
  readonly phases: [ClusterPhase, number][] = [];
  readonly health: AgentHealth[] = [];
  /** Of the coordinator that lives. */
  stop = new TestStop();
  pool: AgentPool;
  readonly kept = new KeptRunInMemory();
  readonly agents: SimulatedAgent[] = [];
  readonly #options: ClusterOptions;
  result: ClusterResult | undefined;
  #life = new CoordinatorLife();
  started: StartedClusterRun | undefined;

  constructor(options: ClusterOptions = {}) {
    this.#options = options;
    this.pool = this.#newPool();
  }

  #newPool(): AgentPool {
    return new AgentPool({
      clock: this.clock,
      log: this.#logger,
      authenticate: (credential) => credential === 'token',
    });
  }

  get #logger(): Logger {
    return { log: (level, message) => void this.log.push([level, message]) };
  }

  join(name: string, options: SimulatedAgentOptions = {}): SimulatedAgent {
    const agent = new SimulatedAgent(
      name,
      { accept: (peer) => this.#life.accept(peer, this.pool) },
      this.clock,
      options,
    );
    this.agents.push(agent);
    return agent;
  }

  start(): void {
    this.#follow(startClusterRun(specOf(this.#options), this.#deps()));
  }

  /** SIGKILL of the coordinator: agents see their connections close. */
  kill(): void {
    this.#life.end();
  }

  /** Another coordinator at the same place, with what the one before has kept. */
  restart(): void {
    this.#life = new CoordinatorLife();
    this.pool = this.#newPool();
    this.stop = new TestStop();
    const { entries } = this.kept;
    if (entries.size === 0) return this.start();
    const kept = { entries: new Map(entries), frames: this.kept.frames() };
    this.#follow(resumeClusterRun(specOf(this.#options), kept, this.#deps()));
  }

  get isCoordinatorAlive(): boolean {
    return !this.#life.isOver;
  }

  #follow(started: StartedClusterRun): void {
    const life = this.#life;
    this.started = started;
    void started.result.then((result) => {
      if (!life.isOver) this.result = result;
    });
  }

  #deps(): ClusterRunDeps {
    const life = this.#life;
    const { isKept = false, commit } = this.#options;
    return {
      pool: this.pool,
      clock: this.clock,
      log: this.#logger,
      outputs: [],
      stop: this.stop,
      onLogLine: (agent, { message }) => void this.log.push([agent.name, message]),
      onHealth: (health) => void this.health.push(...health),
      onPhase: (phase) => {
        if (!life.isOver) this.phases.push([phase, this.clock.now()]);
      },
      ...(commit === undefined ? {} : { commit }),
      ...(isKept ? this.kept.deps(life, this.clock) : {}),
    };
  }

  /** Lets time pass, and what was promised happen. */
  async advance(ms: number): Promise<void> {
    const endMs = this.clock.now() + ms;
    while (this.clock.now() < endMs) {
      await microtasks();
      this.clock.advance(Math.min(STEP_MS, endMs - this.clock.now()));
    }
    await microtasks();
  }

  /** Until the run is in that phase. */
  async reach(phase: ClusterPhase, limitMs = 120_000): Promise<void> {
    const endMs = this.clock.now() + limitMs;
    while (this.started?.run.phase !== phase) {
      if (this.clock.now() >= endMs) throw new Error(`still ${this.started?.run.phase} after ${limitMs} ms`);
      await this.advance(STEP_MS);
    }
  }

  /** Until there is a result, or the run hangs. */
  async finish(limitMs = 200_000): Promise<ClusterResult> {
    const endMs = this.clock.now() + limitMs;
    while (this.result === undefined) {
      if (this.clock.now() >= endMs) throw new Error(`still ${this.started?.run.phase} after ${limitMs} ms`);
      await this.advance(STEP_MS);
    }
    return this.result;
  }

  /** Starts a run on that many agents and comes back with its result. */
  async run(): Promise<ClusterResult> {
    this.start();
    return this.finish();
  }

  total(what: 'setup' | 'teardown' | 'handleSummary'): number {
    return this.agents.reduce((sum, { calls }) => sum + calls[what], 0);
  }

  /** Iterations that were really executed, wherever. */
  get executed(): number {
    return this.agents.reduce((sum, { iterations }) => sum + iterations, 0);
  }

  merged(name: string): number {
    const sink = this.result?.metrics.get(name)?.sink;
    if (sink?.type === 'counter') return sink.sum;
    return sink?.type === 'trend' ? sink.count : 0;
  }
}

async function microtasks(): Promise<void> {
  for (let i = 0; i < 4; i++) await Promise.resolve();
}

export const ARCHIVE = Uint8Array.from({ length: 2_500 }, (_, i) => i % 251);

function specOf({ agents = 3, test = {}, spec = {}, thresholds = {} }: ClusterOptions): ClusterRunSpec {
  const simulated = { ...TEST, ...test };
  const { thresholdConfigs, parsed } = thresholdsOf(thresholds);
  return {
    runId: 'run-1',
    archive: {
      hash: 'a1',
      bytes: ARCHIVE.length,
      read: (offset, length) => ARCHIVE.subarray(offset, offset + length),
    },
    optionsJson: JSON.stringify(simulated),
    env: { FROM_USER: '1' },
    runTags: {},
    scenarios: {
      default: parseScenario('default', {
        executor: 'constant-arrival-rate',
        rate: simulated.iterationsPerSecond,
        duration: `${simulated.durationMs}ms`,
        preAllocatedVUs: 6,
        gracefulStop: '0s',
      }),
    },
    declaredMetrics: [
      { name: 'http_req_duration', type: 'trend', contains: 'time' },
      { name: 'http_reqs', type: 'counter', contains: 'default' },
      { name: 'iterations', type: 'counter', contains: 'default' },
      { name: 'http_req_failed', type: 'rate', contains: 'default' },
    ],
    systemTags: [],
    zones: [{ label: 'default', loadZone: undefined, weight: 100, agents }],
    onAgentLoss: 'fail',
    setupTimeoutMs: 60_000,
    teardownTimeoutMs: 60_000,
    handleSummaryTimeoutMs: 120_000,
    joinTimeoutMs: 60_000,
    thresholds: parsed,
    thresholdConfigs,
    ...spec,
  };
}

function thresholdsOf(thresholdConfigs: ThresholdConfigs) {
  const registry = createMetricRegistry();
  registry.getOrCreate('http_req_duration', 'trend', 'time');
  registry.getOrCreate('http_reqs', 'counter');
  registry.getOrCreate('http_req_failed', 'rate');
  return { thresholdConfigs, parsed: validateThresholds(thresholdConfigs, registry) };
}
