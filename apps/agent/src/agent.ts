import type { Clock, Logger } from '@squall/core';
import {
  type Assignment,
  type Hello,
  type Inspect,
  PROTOCOL_VERSION,
  type TenureRef,
} from '@squall/protocol';
import type { AgentFolder } from './archive/agent-folder.ts';
import { Archives } from './archive/archives.ts';
import type { HealthReport } from './health/health-server.ts';
import { Inspection } from './inspect/inspection.ts';
import type { Dial } from './link/connection.ts';
import { Link, type LinkEnd, type Order } from './link/link.ts';
import { Pulse } from './link/pulse.ts';
import type { AgentSettings } from './settings.ts';
import { LogPost } from './tenure/log-post.ts';
import { Tenure } from './tenure/tenure.ts';
import type { TenureHost } from './tenure/tenure-host.ts';

/** How an agent came to its end. */
export type AgentEnd = LinkEnd | { readonly kind: 'run-over' } | { readonly kind: 'left' };

export interface AgentParts {
  /** New for each start of the process. */
  readonly agentId: string;
  readonly folder: AgentFolder;
  readonly dial: Dial;
  readonly clock: Clock;
  readonly log: Logger;
}

const TICK_MS = 250;
/** For the last frames, when the agent leaves. */
const FAREWELL_MS = 5_000;

/** Connects to a coordinator and does for it what it is told: the tenures, and what all of them share. */
export class Agent implements AsyncDisposable {
  readonly ended: Promise<AgentEnd>;
  readonly #settings: AgentSettings;
  readonly #parts: AgentParts;
  readonly #archives: Archives;
  readonly #link: Link;
  readonly #logs: LogPost;
  readonly #tick: Pulse;
  readonly #tenures = new Map<string, Tenure>();
  readonly #inspections = new Map<string, Inspection>();
  #heart: Pulse | undefined;
  #seenMs: number;
  #isLeaving = false;
  #end: (end: AgentEnd) => void = () => undefined;

  constructor(settings: AgentSettings, parts: AgentParts) {
    const { clock, folder, log, dial } = parts;
    const { coordinatorUrl: url, once, giveUpAfterMs, capacity } = settings;
    this.#settings = settings;
    this.#parts = parts;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#seenMs = clock.now();
    this.#link = new Link(
      { dial, hello: helloOf(settings, parts), url, once, giveUpAfterMs, clock, log },
      {
        connected: (heartbeatMs, greetedAtMs) => this.#onConnected(heartbeatMs, greetedAtMs),
        disconnected: () => this.#onDisconnected(),
        coordinatorEnded: () => this.#releaseAll(),
        receive: (order) => this.#receive(order),
        ended: (end) => this.#end(end),
      },
    );
    this.#archives = new Archives({
      clock,
      folder,
      maxArchiveBytes: capacity.maxArchiveBytes,
      send: (message) => this.#link.send(message),
    });
    this.#logs = new LogPost(this.#link);
    this.#tick = new Pulse(clock, TICK_MS, () => {
      for (const tenure of this.#tenures.values()) tenure.tick();
    });
  }

  get health(): HealthReport {
    const { name, loadZone } = this.#settings;
    const isConnected = this.#link.isConnected;
    return {
      status: this.#isLeaving ? 'leaving' : isConnected ? 'ok' : 'connecting',
      name,
      zone: loadZone,
      connected: isConnected,
      tenures: [...this.#tenures.values()].map(({ assignment, phase }) => ({ ...assignment.tenure, phase })),
      lag: Math.round(this.#tick.maxLagMs),
    };
  }

  /** Of the processes that run scripts at the moment. */
  get runnerPids(): readonly number[] {
    return [...this.#tenures.values()].flatMap(({ runnerPid }) => runnerPid ?? []);
  }

  /** Ends all load, delivers what was measured as far as that is quick, and says goodbye. */
  leave(reason: string): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    const { clock, log } = this.#parts;
    log.log('info', `leaving: ${reason}`);
    for (const tenure of this.#tenures.values()) tenure.abandon(`it left: ${reason}`);
    const deadlineMs = clock.now() + FAREWELL_MS;
    const waiting = new Pulse(clock, TICK_MS / 5, () => {
      const isDelivered = [...this.#tenures.values()].every((tenure) => tenure.isDelivered);
      if (!isDelivered && this.#link.isConnected && clock.now() < deadlineMs) return;
      waiting[Symbol.dispose]();
      this.#link.send({ type: 'goodbye', reason });
      this.#end({ kind: 'left' });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tick[Symbol.dispose]();
    this.#heart?.[Symbol.dispose]();
    await this.#link.close();
    this.#archives[Symbol.dispose]();
    const underWay = [...this.#tenures.values(), ...this.#inspections.values()];
    await Promise.all(underWay.map((one) => one[Symbol.asyncDispose]()));
  }

  #onConnected(heartbeatMs: number, greetedAtMs: number): void {
    this.#onSeen(greetedAtMs);
    for (const tenure of this.#tenures.values()) tenure.connected();
    this.#archives.reconnected();
    this.#logs.flush();
    this.#heart = new Pulse(this.#parts.clock, heartbeatMs, () => this.#beat());
    this.#beat();
  }

  #onDisconnected(): void {
    this.#heart?.[Symbol.dispose]();
    for (const tenure of this.#tenures.values()) tenure.disconnected();
  }

  /** The coordinator has heard what was sent then. */
  #onSeen(sentAtMs: number): void {
    this.#seenMs = Math.max(this.#seenMs, sentAtMs);
    for (const tenure of this.#tenures.values()) tenure.seen(sentAtMs);
  }

  #beat(): void {
    const tenures = [...this.#tenures.values()].map((tenure) => tenure.status());
    this.#link.send({ type: 'heartbeat', sentAtMs: this.#parts.clock.now(), tenures });
  }

  #receive(order: Order): void {
    const receivedAtMs = this.#parts.clock.now();
    switch (order.type) {
      case 'probe':
        return this.#link.send({ type: 'probe-reply', id: order.id, receivedAtMs, sentAtMs: receivedAtMs });
      case 'heartbeat-seen':
        return this.#onSeen(order.sentAtMs);
      case 'prefetch':
        return void this.#archives.provide(order.archive).catch((error: Error) => {
          this.#parts.log.log('warning', `an archive was not fetched ahead: ${error.message}`);
        });
      case 'archive-chunk':
        return this.#archives.receive(order);
      case 'assign':
        return this.#assign(order.assignment);
      case 'release':
        return void this.#release(keyOf(order.tenure));
      case 'inspect':
        return void this.#inspect(order);
      default:
        return this.#tenures.get(keyOf(order.tenure))?.receive(order);
    }
  }

  #assign(assignment: Assignment): void {
    const { tenure: ref, executionSegment } = assignment;
    const known = this.#tenures.get(keyOf(ref));
    if (known !== undefined) return known.report();
    this.#parts.log.log('info', `instance ${ref.instance} of run ${ref.runId}: segment ${executionSegment}`);
    const folder = this.#parts.folder.createTenureFolder();
    const tenure = new Tenure({ assignment, folder, seenMs: this.#seenMs }, this.#host(ref));
    this.#tenures.set(keyOf(ref), tenure);
    tenure.report();
    if (this.#isLeaving) tenure.abandon('it is leaving');
  }

  async #inspect(request: Inspect): Promise<void> {
    const { inspectionId } = request;
    if (this.#inspections.has(inspectionId) || this.#isLeaving) return;
    const { clock, folder } = this.#parts;
    await using inspection = new Inspection(request, {
      clock,
      archives: this.#archives,
      runner: this.#settings.runner,
      folder: folder.createTenureFolder(),
    });
    this.#inspections.set(inspectionId, inspection);
    const outcome = await inspection.outcome;
    this.#inspections.delete(inspectionId);
    this.#link.send({ type: 'inspected', inspectionId, outcome });
  }

  #host(ref: TenureRef): TenureHost {
    const link = this.#link;
    return {
      clock: this.#parts.clock,
      archives: this.#archives,
      runner: this.#settings.runner,
      get mayFlow() {
        return link.mayFlow;
      },
      send: (message) => link.send(message),
      sendFrame: (frame) => link.sendEncoded(frame),
      print: ({ records, dropped }) => this.#logs.post({ type: 'log', tenure: ref, records, dropped }),
    };
  }

  #releaseAll(): void {
    for (const key of [...this.#tenures.keys()]) void this.#release(key);
  }

  async #release(key: string): Promise<void> {
    const tenure = this.#tenures.get(key);
    if (tenure === undefined) return;
    this.#tenures.delete(key);
    await tenure[Symbol.asyncDispose]();
    const { runId, instance } = tenure.assignment.tenure;
    this.#parts.log.log('info', `instance ${instance} of run ${runId} is over`);
    if (this.#settings.once && this.#tenures.size === 0) this.#end({ kind: 'run-over' });
  }
}

function helloOf(settings: AgentSettings, { agentId }: AgentParts): Hello {
  const { name, loadZone, labels, capacity, token, squallVersion } = settings;
  return {
    type: 'hello',
    protocolVersion: PROTOCOL_VERSION,
    agentId,
    name,
    loadZone,
    labels,
    capacity,
    credential: token,
    squallVersion,
  };
}

const keyOf = ({ runId, instance, epoch }: TenureRef): string => `${runId}/${instance}/${epoch}`;
