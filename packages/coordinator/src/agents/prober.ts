import type { Clock } from '@squall/core';
import type { ProbeReply } from '@squall/protocol';
import type { Agent } from './agent.ts';

/** Probes without a reply that are remembered: a slow connection has several on their way. */
const MAX_UNANSWERED = 32;

/** Measures an agent's clock over one connection: a burst at first, then whenever it is asked to. */
export class Prober {
  readonly #agent: Agent;
  readonly #clock: Clock;
  /** When each was sent, by id. */
  readonly #unanswered = new Map<number, number>();
  #id = 0;

  constructor(agent: Agent, clock: Clock) {
    this.#agent = agent;
    this.#clock = clock;
  }

  probe(): void {
    this.#unanswered.set(++this.#id, this.#clock.now());
    this.#unanswered.delete(this.#id - MAX_UNANSWERED);
    this.#agent.send({ type: 'probe', id: this.#id });
  }

  receive({ id, receivedAtMs, sentAtMs }: ProbeReply): void {
    const sentMs = this.#unanswered.get(id);
    if (sentMs === undefined) return;
    this.#unanswered.delete(id);
    this.#agent.clock.add({
      sentMs,
      agentReceivedMs: receivedAtMs,
      agentSentMs: sentAtMs,
      receivedMs: this.#clock.now(),
    });
    if (!this.#agent.clock.isSettled) this.probe();
  }
}
