import type { Clock } from '@squall/core';
import type { ProbeReply } from '@squall/protocol';
import type { Agent } from './agent.ts';

/** Measures an agent's clock over one connection: a burst at first, then whenever it is asked to. */
export class Prober {
  readonly #agent: Agent;
  readonly #clock: Clock;
  #id = 0;
  #sentMs: number | undefined;

  constructor(agent: Agent, clock: Clock) {
    this.#agent = agent;
    this.#clock = clock;
  }

  /** A probe on its way is given up. */
  probe(): void {
    this.#sentMs = this.#clock.now();
    this.#agent.send({ type: 'probe', id: ++this.#id });
  }

  receive({ id, receivedAtMs, sentAtMs }: ProbeReply): void {
    if (id !== this.#id || this.#sentMs === undefined) return;
    this.#agent.clock.add({
      sentMs: this.#sentMs,
      agentReceivedMs: receivedAtMs,
      agentSentMs: sentAtMs,
      receivedMs: this.#clock.now(),
    });
    this.#sentMs = undefined;
    if (!this.#agent.clock.isSettled) this.probe();
  }
}
