import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AgentListener,
  AgentPool,
  type ClusterPhase,
  type ClusterResult,
  type ClusterRunSpec,
  listenForAgents,
  type StartedClusterRun,
  startClusterRun,
  type Timing,
} from '@squall/coordinator';
import {
  type AbortReason,
  consolidate,
  createMetricRegistry,
  deriveScenarios,
  type Logger,
  type Output,
  optionsToJSON,
  parseScriptLayer,
  type ResolvedSamples,
  settledOptions,
  validateThresholds,
} from '@squall/core';
import { loadTest, RealClock, ThreadStarter, writeArchive } from '@squall/engine';
import { Agent, type AgentEnd } from './agent.ts';
import { AgentFolder } from './archive/agent-folder.ts';
import { type BuiltRunner, buildRunner } from './built-runner.fixture.ts';
import { webSocketDial } from './link/web-socket.ts';
import type { AgentSettings } from './settings.ts';

class Stop {
  readonly #controller = new AbortController();
  reason: AbortReason | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  request(reason: AbortReason): void {
    this.reason ??= reason;
    this.#controller.abort();
  }
}

/** A started `agent-process.fixture.ts`. */
export class AgentProcess {
  readonly child: ChildProcess;
  readonly exitCode: Promise<number | null>;
  output = '';

  constructor(child: ChildProcess) {
    this.child = child;
    this.exitCode = once(child, 'exit').then(([code]) => code as number | null);
    child.stdout?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString('utf8');
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the agent could not be started');
    return this.child.pid;
  }

  /** Processes it has started. */
  children(): number[] {
    const tasks = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8');
    return tasks.split(' ').flatMap((pid) => (pid === '' ? [] : [Number(pid)]));
  }
}

export function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

export interface RunChanges extends Partial<ClusterRunSpec> {
  readonly agents?: number;
  /** Of the script. */
  readonly fileName?: string;
  readonly outputs?: readonly Output[];
}

/** A coordinator that listens on a real port, and agents that run scripts in real processes. */
export class Cluster implements AsyncDisposable {
  readonly root: string;
  readonly pool: AgentPool;
  readonly stop = new Stop();
  /** What scripts printed, as it arrived. */
  readonly printed: string[] = [];
  readonly log: string[] = [];
  readonly phases: ClusterPhase[] = [];
  readonly agents: Agent[] = [];
  readonly processes: AgentProcess[] = [];
  readonly #clock = new RealClock();
  readonly #runner: BuiltRunner;
  readonly #listener: AgentListener;
  readonly #timing: Partial<Timing>;
  readonly #folders: AgentFolder[] = [];
  started: StartedClusterRun | undefined;

  private constructor(
    runner: BuiltRunner,
    root: string,
    { pool, listener, timing }: { pool: AgentPool; listener: AgentListener; timing: Partial<Timing> },
  ) {
    this.#runner = runner;
    this.root = root;
    this.pool = pool;
    this.#listener = listener;
    this.#timing = timing;
  }

  static async open(timing: Partial<Timing> = {}): Promise<Cluster> {
    const runner = await buildRunner();
    const root = mkdtempSync(join(tmpdir(), 'squall-cluster-'));
    const log: Logger = { log: () => undefined };
    const authenticate = (credential: string) => credential === 'secret';
    const pool = new AgentPool({ clock: new RealClock(), log, authenticate, timing });
    const listener = await listenForAgents({ host: '127.0.0.1', port: 0 }, pool);
    return new Cluster(runner, root, { pool, listener, timing });
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#listener.address.port}`;
  }

  settings(name: string, changes: Partial<AgentSettings> = {}): AgentSettings {
    return {
      coordinatorUrl: this.url,
      caFile: undefined,
      token: 'secret',
      name,
      loadZone: 'local',
      labels: {},
      capacity: { maxVUs: 100, fileDescriptors: undefined, maxArchiveBytes: 1e8 },
      folder: join(this.root, 'agents'),
      health: undefined,
      once: false,
      giveUpAfterMs: undefined,
      squallVersion: 'test',
      ...changes,
      runner: {
        ...this.#runner,
        maxHeapMb: 256,
        workers: undefined,
        environment: { PATH: process.env.PATH, HOME: this.root, SQUALL_AGENT_TOKEN: 'secret' },
        proxyEnvironment: {},
        scriptCaFile: undefined,
        forbidHttp2: false,
        allowBrowser: false,
        ...changes.runner,
      },
    };
  }

  /** An agent of this process; its runners are processes of their own. */
  join(name: string, changes: Partial<AgentSettings> = {}): Agent {
    const settings = this.settings(name, changes);
    const agentId = `${name}-${this.agents.length}`;
    const folder = AgentFolder.open(settings.folder, agentId);
    this.#folders.push(folder);
    const agent = new Agent(settings, {
      agentId,
      folder,
      dial: webSocketDial(settings.coordinatorUrl, undefined),
      clock: this.#clock,
      log: { log: (level, message) => void this.log.push(`${level}: ${message}`) },
    });
    this.agents.push(agent);
    return agent;
  }

  /** An agent that is a process of its own. */
  spawn(name: string, changes: Partial<AgentSettings> = {}): AgentProcess {
    const settings = JSON.stringify(this.settings(name, changes));
    const child = new AgentProcess(
      spawn(process.execPath, [this.#runner.agent, settings], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    this.processes.push(child);
    return child;
  }

  /** Starts a run of that script on so many agents. */
  async start(script: string, changes: RunChanges = {}) {
    const spec = await this.specOf(script, changes);
    this.started = startClusterRun(spec, {
      pool: this.pool,
      clock: this.#clock,
      log: { log: (level, message) => void this.log.push(`coordinator ${level}: ${message}`) },
      outputs: changes.outputs ?? [],
      stop: this.stop,
      onLogLine: (_agent, { message }) => void this.printed.push(message),
      onPhase: (phase) => void this.phases.push(phase),
    });
    return this.started;
  }

  async run(script: string, changes: RunChanges = {}) {
    const { result } = await this.start(script, changes);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.processes) child.kill('SIGKILL');
    await Promise.all(this.agents.map((agent) => agent[Symbol.asyncDispose]()));
    this.pool.close();
    await this.#listener.close();
    for (const folder of this.#folders) folder[Symbol.dispose]();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** What a run of that script would be. */
  async specOf(
    script: string,
    { agents = 1, fileName = 'script.js', outputs: _outputs, ...changes }: RunChanges,
  ): Promise<ClusterRunSpec> {
    const file = join(this.root, fileName);
    writeFileSync(file, script);
    await using loaded = await loadTest(
      {
        script: { kind: 'argument', argument: file, stdin: undefined, type: 'js' },
        environment: {},
        freezeEnvironment: false,
        workingDirectory: this.root,
        extendedGlobals: true,
        proxyEnvironment: {},
        forbidHttp2: false,
        sslKeyLogFile: undefined,
        caFile: undefined,
      },
      {
        threads: new ThreadStarter({ entry: this.#runner.threadEntry, maxHeapMb: 256 }),
        log: { log: () => undefined },
      },
    );
    const { optionsJson, exports, metrics, snapshot } = loaded.script;
    const { options: given } = parseScriptLayer(JSON.parse(optionsJson ?? '{}'));
    const { config } = consolidate({ script: given });
    const { options } = deriveScenarios(config);
    const registry = createMetricRegistry();
    for (const { name, type, contains } of metrics) registry.getOrCreate(name, type, contains);
    const archive = await writeArchive({
      snapshot,
      nowMs: 0,
      options: optionsToJSON(config),
      env: null,
      compatibilityMode: 'extended',
      k6version: '2.2.0',
      goos: 'linux',
      dependencies: { k6: '*' },
    });
    return {
      runId: 'run-1',
      archive: {
        hash: createHash('sha256').update(archive).digest('hex'),
        bytes: archive.length,
        read: (offset, length) => archive.subarray(offset, offset + length),
      },
      optionsJson: JSON.stringify(settledOptions(config)),
      env: { FROM_USER: 'yes' },
      runTags: {},
      scenarios: options.scenarios,
      declaredMetrics: metrics,
      systemTags: config.systemTags ?? [],
      zones: [{ label: 'default', loadZone: undefined, weight: 100, agents }],
      onAgentLoss: 'fail',
      setupTimeoutMs: exports.setup === true ? 20_000 : undefined,
      teardownTimeoutMs: exports.teardown === true ? 20_000 : undefined,
      handleSummaryTimeoutMs: 20_000,
      joinTimeoutMs: 20_000,
      thresholds: validateThresholds(config.thresholds ?? {}, registry),
      thresholdConfigs: config.thresholds ?? {},
      timing: this.#timing,
      ...changes,
    };
  }
}

/** Adds up what arrives, by metric. */
export class CollectingOutput implements Output {
  readonly description = 'collecting';
  readonly values = new Map<string, number>();
  readonly instances = new Set<string>();

  async start(): Promise<void> {}

  receive(batches: readonly ResolvedSamples[]): void {
    for (const { series, seriesIds, values } of batches) {
      seriesIds.forEach((id, i) => {
        const found = series[id];
        if (found === undefined) throw new Error(`a sample refers to series ${id}, which is unknown`);
        const { name } = found.metric;
        this.values.set(name, (this.values.get(name) ?? 0) + (values[i] ?? 0));
        this.instances.add(found.tags.tags.instance_id ?? 'none');
      });
    }
  }

  async stop(): Promise<void> {}
}

/** What was merged of a counter. */
export function sumOf(result: ClusterResult, metric: string): number {
  const sink = result.metrics.get(metric)?.sink;
  return sink?.type === 'counter' ? sink.sum : 0;
}

/** Ends that an agent came to, once it has. */
export function endOf(agent: Agent): { readonly end: AgentEnd | undefined } {
  const seen: { end: AgentEnd | undefined } = { end: undefined };
  void agent.ended.then((end) => {
    seen.end = end;
  });
  return seen;
}
