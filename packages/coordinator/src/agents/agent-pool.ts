import { type Clock, type Logger, repeat, type Timer } from '@squall/core';
import {
  decodeFromAgent,
  encodeToAgent,
  type FromAgent,
  type Hello,
  type LogLines,
  type MetricFrame,
  ProtocolError,
  type RefusalReason,
  type ScriptFacts,
  type StageEnded,
  type StatusReport,
  type Summarized,
  type TenureRef,
  type WireData,
} from '@squall/protocol';
import { type InspectionRequest, Inspections } from '../inspect/inspections.ts';
import type { Peer } from '../peer.ts';
import { DEFAULT_TIMING, type Timing } from '../timing.ts';
import { Agent } from './agent.ts';
import { type ArchiveSource, serveArchive } from './archive-source.ts';
import { greet } from './greet.ts';
import { Prober } from './prober.ts';

/** What an agent says about one run. */
export type RunMessage =
  | StatusReport
  | StageEnded
  | Summarized
  | MetricFrame
  | (LogLines & { readonly tenure: TenureRef });

/** A run that uses agents of the pool. */
export interface AttachedRun {
  readonly runId: string;
  readonly archive: ArchiveSource;
  /** An agent is there that was not, or is there again. */
  joined(agent: Agent): void;
  /** It will not come back. */
  left(agent: Agent, reason: string): void;
  message(agent: Agent, message: RunMessage): void;
  /** Time has passed: whoever has been silent for too long may now be given up. */
  tick(nowMs: number): void;
}

const TICKS_PER_HEARTBEAT = 4;
const FORGET_AFTER_MS = 3_600_000;

export interface AgentPoolOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly timing?: Partial<Timing>;
  /** Whether that credential may join. */
  authenticate(credential: string): boolean;
}

/** All agents of a coordinator, over the life of their connections; runs take theirs from here. */
export class AgentPool {
  readonly #options: AgentPoolOptions;
  readonly #timing: Timing;
  readonly #agents = new Map<string, Agent>();
  readonly #runs = new Map<string, AttachedRun>();
  /** Ids of runs that go on, but not yet, or not any more, in this process. */
  readonly #announced = new Set<string>();
  readonly #peers = new Set<Peer>();
  readonly #probers = new Map<Peer, Prober>();
  readonly #inspections: Inspections;
  readonly #ticking: Timer;
  #lastTickMs: number;
  #ticks = 0;

  constructor(options: AgentPoolOptions) {
    this.#options = options;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
    this.#lastTickMs = options.clock.now();
    this.#inspections = new Inspections({ clock: options.clock, agents: () => this.connected });
    this.#ticking = repeat(options.clock, this.#timing.heartbeatMs / TICKS_PER_HEARTBEAT, () => this.#tick());
  }

  /** Agents that are connected, in the order in which they joined. */
  get connected(): readonly Agent[] {
    return [...this.#agents.values()].filter((agent) => agent.isConnected && !agent.hasLeft);
  }

  /** Takes a new connection; what comes of it is told to the runs. */
  accept(peer: Peer): void {
    const { clock, log } = this.#options;
    let agent: Agent | undefined;
    this.#peers.add(peer);
    const impatience = clock.at(clock.now() + this.#timing.helloMs, () => peer.close());
    const greeting = (data: WireData): void => {
      impatience.cancel();
      const outcome = greet(data, {
        agents: this.#agents,
        authenticate: this.#options.authenticate,
        // The connection of a machine that lost its power stays open for minutes.
        isAlive: (namesake) => namesake.silentMs(clock.now()) < this.#timing.suspectMs,
      });
      if (outcome.kind === 'refused') return this.#refuse(peer, outcome.reason, outcome.message);
      if (outcome.replaces !== undefined) this.#leave(outcome.replaces, 'its process was started anew');
      agent = this.#welcome(peer, outcome.known ?? new Agent(outcome.hello, clock.now()));
    };
    peer.listen({
      message: (data) => {
        try {
          if (agent === undefined) greeting(data);
          else this.#receive(peer, agent, decodeFromAgent(data));
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          const sender = agent?.name ?? 'unknown';
          log.log('error', 'an agent sent something that cannot be understood', {
            agent: sender,
            error: error.message,
          });
          this.#refuse(peer, 'protocol-error', error.message);
        }
      },
      closed: () => {
        impatience.cancel();
        this.#peers.delete(peer);
        this.#probers.delete(peer);
        agent?.disconnect(peer, clock.now());
      },
    });
  }

  /** A run that another process has begun and that is to go on here: its agents must not take it for over. */
  announce(runId: string): void {
    this.#announced.add(runId);
  }

  /** It does not go on after all. */
  withdraw(runId: string): void {
    this.#announced.delete(runId);
  }

  /** The agent of another process's run, which comes back if it can. */
  expect(hello: Hello): Agent {
    const known = this.#agents.get(hello.agentId);
    if (known !== undefined) return known;
    const agent = Agent.awaited(hello, this.#options.clock.now());
    this.#agents.set(agent.id, agent);
    return agent;
  }

  attach(run: AttachedRun): void {
    if (this.#runs.has(run.runId)) throw new Error(`run ${run.runId} is attached already`);
    this.#announced.delete(run.runId);
    this.#runs.set(run.runId, run);
  }

  detach(run: AttachedRun): void {
    this.#runs.delete(run.runId);
  }

  /** Has one of the agents run the init code of a script, to see what it exports. */
  inspect(request: InspectionRequest): Promise<ScriptFacts> {
    return this.#inspections.ask(request);
  }

  /** Whoever started that agent has seen its process end: nobody need wait for it to come back. */
  hasEnded(name: string, reason: string): void {
    const agent = [...this.#agents.values()].find((one) => one.name === name && !one.hasLeft);
    if (agent !== undefined) this.#leave(agent, reason);
  }

  /** Agents whose runs are to go on in another process are not told that all is over: they come back to that one. */
  close(): void {
    this.#ticking.cancel();
    for (const peer of [...this.#peers]) {
      if (this.#announced.size > 0) peer.close();
      else this.#refuse(peer, 'closing', 'the coordinator has ended');
    }
  }

  #welcome(peer: Peer, agent: Agent): Agent {
    const { clock } = this.#options;
    this.#agents.set(agent.id, agent);
    agent.connect(peer, clock.now());
    agent.send({ type: 'welcome', heartbeatMs: this.#timing.heartbeatMs });
    const prober = new Prober(agent, clock);
    this.#probers.set(peer, prober);
    prober.probe();
    for (const run of [...this.#runs.values()]) run.joined(agent);
    this.#inspections.tick();
    return agent;
  }

  #refuse(peer: Peer, reason: RefusalReason, message: string): void {
    peer.send(encodeToAgent({ type: 'refused', reason, message }));
    peer.close();
  }

  #receive(peer: Peer, agent: Agent, message: FromAgent): void {
    agent.heard(this.#options.clock.now());
    switch (message.type) {
      case 'hello':
        throw new ProtocolError('an agent greets once');
      case 'probe-reply':
        return this.#probers.get(peer)?.receive(message);
      case 'heartbeat':
        agent.send({ type: 'heartbeat-seen', sentAtMs: message.sentAtMs });
        for (const status of message.tenures) this.#forward(agent, { type: 'status', status });
        return;
      case 'fetch-archive':
        return serveArchive(agent, message, [...this.#runs.values(), ...this.#inspections.archives]);
      case 'inspected':
        return this.#inspections.receive(agent, message);
      case 'goodbye':
        return this.#leave(agent, message.reason);
      case 'log':
        if (message.tenure === undefined) return this.#logLines(agent, message);
        return this.#forward(agent, { ...message, tenure: message.tenure });
      case 'status':
      case 'stage-ended':
      case 'summarized':
      case 'metric-frame':
        return this.#forward(agent, message);
    }
  }

  /** To the run it is about; an agent that works for a run that is over is told so. */
  #forward(agent: Agent, message: RunMessage): void {
    const tenure = message.type === 'status' ? message.status.tenure : message.tenure;
    const run = this.#runs.get(tenure.runId);
    if (run !== undefined) run.message(agent, message);
    else if (message.type !== 'log' && !this.#announced.has(tenure.runId))
      agent.send({ type: 'release', tenure });
  }

  #logLines(agent: Agent, { records }: LogLines): void {
    for (const { level, message, fields } of records) {
      this.#options.log.log(level, message, { ...fields, agent: agent.name });
    }
  }

  #leave(agent: Agent, reason: string): void {
    agent.leave();
    for (const run of [...this.#runs.values()]) run.left(agent, reason);
    agent.close();
  }

  #tick(): void {
    const nowMs = this.#options.clock.now();
    const sinceLastMs = nowMs - this.#lastTickMs;
    this.#lastTickMs = nowMs;
    // Our own process stood still; what the agents sent meanwhile has not been read yet.
    if (sinceLastMs > this.#timing.heartbeatMs) {
      for (const agent of this.#agents.values()) agent.excuse(sinceLastMs);
    }
    if (++this.#ticks % TICKS_PER_HEARTBEAT === 0)
      for (const prober of this.#probers.values()) prober.probe();
    for (const run of [...this.#runs.values()]) run.tick(nowMs);
    this.#inspections.tick();
    this.#forget(nowMs);
  }

  #forget(nowMs: number): void {
    for (const [id, agent] of this.#agents) {
      if (agent.reservedVUs === 0 && agent.closedMs(nowMs) > FORGET_AFTER_MS) this.#agents.delete(id);
    }
  }
}
