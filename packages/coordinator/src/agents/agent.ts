import { encodeToAgent, type Hello, type ToAgent } from '@squall/protocol';
import type { Peer } from '../peer.ts';
import { ClockOffset } from './clock-offset.ts';

/** A process on a machine that can be an instance of runs. It stays the same over reconnects. */
export class Agent {
  readonly hello: Hello;
  readonly clock = new ClockOffset();
  /** VUs it may have to run, by tenure. */
  readonly #reserved = new Map<string, number>();
  #peer: Peer | undefined;
  #lastHeardMs: number;
  #closedAtMs: number | undefined;
  #hasLeft = false;

  constructor(hello: Hello, nowMs: number) {
    this.hello = hello;
    this.#lastHeardMs = nowMs;
  }

  /** One of an earlier coordinator's, whose connection went with that one: it may come back. */
  static awaited(hello: Hello, nowMs: number): Agent {
    const agent = new Agent(hello, nowMs);
    agent.#closedAtMs = nowMs;
    return agent;
  }

  get id(): string {
    return this.hello.agentId;
  }

  get name(): string {
    return this.hello.name;
  }

  get isConnected(): boolean {
    return this.#peer !== undefined;
  }

  /** It said goodbye, or its process was started anew: nothing more will come. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  get reservedVUs(): number {
    return [...this.#reserved.values()].reduce((sum, vus) => sum + vus, 0);
  }

  silentMs(nowMs: number): number {
    return nowMs - this.#lastHeardMs;
  }

  /** How long there has been no connection; 0 while there is one. */
  closedMs(nowMs: number): number {
    return this.#closedAtMs === undefined ? 0 : nowMs - this.#closedAtMs;
  }

  /** Lost with the connection if there is none: whoever needs it to arrive sends it again. */
  send(message: ToAgent): void {
    this.#peer?.send(encodeToAgent(message));
  }

  reserve(tenure: string, vus: number): void {
    this.#reserved.set(tenure, vus);
  }

  free(tenure: string): void {
    this.#reserved.delete(tenure);
  }

  heard(nowMs: number): void {
    this.#lastHeardMs = nowMs;
  }

  /** We were not listening ourselves for so long: nobody may be blamed for it. */
  excuse(ms: number): void {
    this.#lastHeardMs += ms;
    if (this.#closedAtMs !== undefined) this.#closedAtMs += ms;
  }

  connect(peer: Peer, nowMs: number): void {
    const before = this.#peer;
    this.#peer = peer;
    this.#closedAtMs = undefined;
    this.#hasLeft = false;
    this.heard(nowMs);
    before?.close();
  }

  /** Means nothing when another connection has taken its place. */
  disconnect(peer: Peer, nowMs: number): void {
    if (this.#peer !== peer) return;
    this.#peer = undefined;
    this.#closedAtMs = nowMs;
  }

  leave(): void {
    this.#hasLeft = true;
  }

  close(): void {
    this.#peer?.close();
  }
}
