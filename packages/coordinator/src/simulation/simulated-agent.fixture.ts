import { type Clock, repeat, type Timer } from '@squall/core';
import {
  type ArchiveChunk,
  type ArchiveRef,
  type Assignment,
  decodeToAgent,
  encodeFromAgent,
  type FromAgent,
  type Hello,
  type InspectOutcome,
  PROTOCOL_VERSION,
  type ToAgent,
  type WireData,
} from '@squall/protocol';
import type { AgentPool } from '../agents/agent-pool.ts';
import { Link, type LinkConditions } from './link.fixture.ts';
import { type AgentBehaviour, SimulatedTenure, type TenureHost } from './simulated-tenure.fixture.ts';

const TICK_MS = 50;
const RECONNECT_AFTER_MS = 300;
const CHUNK_BYTES = 1_000;
const ASK_AGAIN_AFTER_MS = 5_000;

export interface SimulatedAgentOptions {
  readonly hello?: Partial<Hello>;
  readonly behaviour?: Partial<AgentBehaviour>;
  readonly clockOffsetMs?: number;
  readonly conditions?: LinkConditions;
  /** What it answers when it is to look at a script; undefined: nothing, ever. */
  readonly inspection?: InspectOutcome | undefined;
}

const PLAIN_SCRIPT: InspectOutcome = {
  kind: 'inspected',
  exports: ['default'],
  metrics: [],
  optionsJson: undefined,
};
const INSPECTION_MS = 100;

let processes = 0;

/** An agent on virtual time: the whole protocol, invented work. */
export class SimulatedAgent implements TenureHost {
  readonly name: string;
  readonly conditions: LinkConditions;
  readonly behaviour: AgentBehaviour;
  readonly tenures = new Map<string, SimulatedTenure>();
  /** Iterations it really executed, delivered or not. */
  readonly finished: SimulatedTenure[] = [];
  readonly calls = { setup: 0, teardown: 0, handleSummary: 0 };
  readonly received: ToAgent[] = [];
  archiveBytesFetched = 0;
  readonly #clock: Clock;
  readonly #pool: Pick<AgentPool, 'accept'>;
  readonly #hello: Hello;
  readonly #offsetMs: number;
  readonly #inspection: InspectOutcome | undefined;
  readonly #archives = new Map<string, Uint8Array>();
  readonly #ticking: Timer;
  #link: Link | undefined;
  #isDead = false;
  #isPaused = false;
  #isOffline = false;
  #inbox: WireData[] = [];
  #nextBeatMs = 0;
  #seenAtMs: number | undefined;
  #closedAtMs: number | undefined;

  constructor(
    name: string,
    pool: Pick<AgentPool, 'accept'>,
    clock: Clock,
    options: SimulatedAgentOptions = {},
  ) {
    this.name = name;
    this.#pool = pool;
    this.#clock = clock;
    this.#offsetMs = options.clockOffsetMs ?? 0;
    this.#inspection = 'inspection' in options ? options.inspection : PLAIN_SCRIPT;
    this.conditions = options.conditions ?? { latencyMs: 5 };
    this.behaviour = {
      prepareMs: 200,
      stageMs: 300,
      setupOutcome: { kind: 'completed', resultJson: '{"token":"x"}' },
      teardownOutcome: { kind: 'completed', resultJson: undefined },
      ...options.behaviour,
    };
    this.#hello = {
      type: 'hello',
      protocolVersion: PROTOCOL_VERSION,
      agentId: `process-${++processes}`,
      name,
      loadZone: 'local',
      labels: {},
      capacity: { maxVUs: 100, fileDescriptors: undefined, maxArchiveBytes: 1e9 },
      credential: 'token',
      squallVersion: 'simulated',
      ...options.hello,
    };
    this.#ticking = repeat(clock, TICK_MS, () => this.#tick());
    this.#connect();
  }

  now(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  after(ms: number, callback: () => void): void {
    this.#clock.at(this.#clock.now() + ms, () => {
      if (!this.#isDead) callback();
    });
  }

  send(message: FromAgent): void {
    if (!this.#isDead) this.#link?.send(encodeFromAgent(message));
  }

  sendFrames(frames: readonly Uint8Array[]): void {
    if (this.#link === undefined) return;
    for (const frame of frames) this.#link.send(frame);
  }

  count(what: 'setup' | 'teardown' | 'handleSummary'): void {
    this.calls[what]++;
  }

  /** SIGKILL: the kernel closes the connection. */
  kill(): void {
    this.#isDead = true;
    this.#ticking.cancel();
    this.#link?.close();
  }

  /** SIGTERM: says goodbye first. */
  leave(): void {
    this.send({ type: 'goodbye', reason: 'SIGTERM' });
    this.after(50, () => this.kill());
  }

  /** SIGSTOP, and SIGCONT later. */
  pause(ms: number): void {
    this.#isPaused = true;
    this.after(ms, () => {
      this.#isPaused = false;
      const inbox = this.#inbox;
      this.#inbox = [];
      for (const data of inbox) this.#receive(data);
    });
  }

  /** The connection breaks, and no other can be made for a while. */
  cut(ms: number): void {
    this.#isOffline = true;
    this.#link?.close();
    this.after(ms, () => {
      this.#isOffline = false;
      if (this.#link === undefined) this.#connect();
    });
  }

  /** Nothing gets through, and nobody is told. */
  partition(ms: number): void {
    this.conditions.isPartitioned = true;
    this.after(ms, () => {
      this.conditions.isPartitioned = false;
      this.#link?.heal();
    });
  }

  /** Everything it executed in this life. */
  get iterations(): number {
    return [...this.tenures.values(), ...this.finished].reduce((sum, { work }) => sum + work.iterations, 0);
  }

  get isWorking(): boolean {
    return this.workingInstances.length > 0;
  }

  /** Numbers of the instances it generates load for at the moment. */
  get workingInstances(): readonly number[] {
    if (this.#isDead || this.#isPaused) return [];
    const working = [...this.tenures.values()].filter(({ phase }) => phase.kind === 'running');
    return working.map(({ assignment }) => assignment.tenure.instance);
  }

  get isConnected(): boolean {
    return this.#link !== undefined;
  }

  #connect(): void {
    if (this.#isDead || this.#isOffline || this.#link !== undefined) return;
    const link = new Link(this.#clock, this.conditions, {
      message: (data) => this.#onData(data),
      closed: () => this.#onClosed(link),
    });
    this.#link = link;
    this.#pool.accept(link.coordinatorEnd);
    this.send(this.#hello);
    for (const tenure of this.tenures.values()) {
      tenure.work.outbox.reconnected();
      this.send({ type: 'status', status: tenure.status() });
    }
  }

  #onClosed(link: Link): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    this.#closedAtMs ??= this.now();
    this.after(RECONNECT_AFTER_MS, () => this.#connect());
  }

  #onData(data: WireData): void {
    if (this.#isDead) return;
    if (this.#isPaused) this.#inbox.push(data);
    else this.#receive(data);
  }

  #receive(data: WireData): void {
    const receivedAtMs = this.now();
    const message = decodeToAgent(data);
    this.received.push(message);
    switch (message.type) {
      case 'welcome':
        this.#closedAtMs = undefined;
        return;
      case 'refused':
        return;
      case 'probe':
        return this.send({ type: 'probe-reply', id: message.id, receivedAtMs, sentAtMs: this.now() });
      case 'heartbeat-seen':
        this.#seenAtMs = Math.max(this.#seenAtMs ?? message.sentAtMs, message.sentAtMs);
        return;
      case 'prefetch':
        return this.#fetch(message.archive);
      case 'assign':
        return this.#assign(message.assignment);
      case 'archive-chunk':
        return this.#onChunk(message);
      case 'release':
        return this.#release(keyOf(message.tenure));
      case 'inspect':
        this.#fetch(message.archive);
        return this.#answerInspection(message.inspectionId);
      default:
        this.tenures.get(keyOf(message.tenure))?.receive(message);
    }
  }

  #answerInspection(inspectionId: string): void {
    const outcome = this.#inspection;
    if (outcome === undefined) return;
    this.after(INSPECTION_MS, () => this.send({ type: 'inspected', inspectionId, outcome }));
  }

  #assign(assignment: Assignment): void {
    const key = keyOf(assignment.tenure);
    const known = this.tenures.get(key);
    if (known !== undefined) return this.send({ type: 'status', status: known.status() });
    const tenure = new SimulatedTenure(assignment, this);
    this.tenures.set(key, tenure);
    this.send({ type: 'status', status: tenure.status() });
    this.#fetch(assignment.archive);
    this.#prepareIfFetched(tenure);
  }

  #release(key: string): void {
    const tenure = this.tenures.get(key);
    if (tenure === undefined) return;
    this.finished.push(tenure);
    this.tenures.delete(key);
  }

  #fetch({ hash, bytes }: ArchiveRef): void {
    if (this.#archives.has(hash)) return;
    this.#archives.set(hash, new Uint8Array());
    this.#ask(hash, bytes);
  }

  /** For the next part, and again when it does not come. */
  #ask(hash: string, total: number): void {
    const offset = this.#archives.get(hash)?.length ?? 0;
    if (offset >= total) return;
    this.send({ type: 'fetch-archive', hash, offset, length: CHUNK_BYTES });
    this.after(ASK_AGAIN_AFTER_MS, () => {
      if (this.#archives.get(hash)?.length === offset) this.#ask(hash, total);
    });
  }

  #onChunk({ hash, offset, bytes }: ArchiveChunk): void {
    const before = this.#archives.get(hash);
    if (offset !== before?.length) return;
    this.archiveBytesFetched += bytes.length;
    this.#archives.set(hash, Uint8Array.of(...before, ...bytes));
    for (const tenure of this.tenures.values()) this.#prepareIfFetched(tenure);
    if (bytes.length === CHUNK_BYTES) this.#ask(hash, Number.POSITIVE_INFINITY);
  }

  #prepareIfFetched(tenure: SimulatedTenure): void {
    const { archive } = tenure.assignment;
    if (this.#archives.get(archive.hash)?.length !== archive.bytes) return;
    this.after(this.behaviour.prepareMs, () => {
      if (tenure.phase.kind === 'preparing') tenure.prepared();
    });
  }

  #tick(): void {
    if (this.#isDead || this.#isPaused) return;
    for (const tenure of this.tenures.values()) {
      if (this.#leaseIsOver(tenure.assignment))
        tenure.fail('agent', 'it had no contact with the coordinator');
      tenure.tick();
    }
    if (this.now() < this.#nextBeatMs) return;
    this.#nextBeatMs = this.now() + 1_000;
    const tenures = [...this.tenures.values()].map((tenure) => tenure.status());
    this.send({ type: 'heartbeat', sentAtMs: this.now(), tenures });
  }

  #leaseIsOver({ leaseMs, closedLeaseMs }: Assignment): boolean {
    if (this.#seenAtMs !== undefined && this.now() - this.#seenAtMs >= leaseMs) return true;
    return this.#closedAtMs !== undefined && this.now() - this.#closedAtMs >= closedLeaseMs;
  }
}

const keyOf = ({ runId, instance, epoch }: Assignment['tenure']): string => `${runId}/${instance}/${epoch}`;
