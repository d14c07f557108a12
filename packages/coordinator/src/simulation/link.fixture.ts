import type { Clock } from '@squall/core';
import type { WireData } from '@squall/protocol';
import type { Peer, PeerListener } from '../peer.ts';

/** What a connection does to messages. May change while it is open. */
export interface LinkConditions {
  latencyMs: number;
  /** Frames are delivered once more, this much later. */
  duplicateAfterMs?: number;
  /** Every second frame takes this much longer, so that the next one overtakes it. */
  jitterMs?: number;
  /** Nothing arrives, nothing is closed; what was sent arrives when it is over. */
  isPartitioned?: boolean;
}

interface Letter {
  readonly data: WireData;
  readonly toCoordinator: boolean;
}

/** One connection between a simulated agent and the coordinator. */
export class Link {
  readonly coordinatorEnd: Peer;
  readonly #clock: Clock;
  readonly #conditions: LinkConditions;
  readonly #agentListener: PeerListener;
  #coordinatorListener: PeerListener | undefined;
  #isOpen = true;
  #frames = 0;
  #held: Letter[] = [];

  constructor(clock: Clock, conditions: LinkConditions, agentListener: PeerListener) {
    this.#clock = clock;
    this.#conditions = conditions;
    this.#agentListener = agentListener;
    this.coordinatorEnd = {
      send: (data) => this.#post({ data, toCoordinator: false }),
      close: () => this.close(),
      listen: (listener) => {
        this.#coordinatorListener = listener;
      },
    };
  }

  send(data: WireData): void {
    this.#post({ data, toCoordinator: true });
  }

  /** Both ends notice at once; what is under way arrives nowhere. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#clock.defer(() => {
      this.#coordinatorListener?.closed();
      this.#agentListener.closed();
    });
  }

  /** After a partition: everything that was held back, in order. */
  heal(): void {
    const held = this.#held;
    this.#held = [];
    for (const letter of held) this.#post(letter);
  }

  #post(letter: Letter): void {
    if (!this.#isOpen) return;
    const { latencyMs, jitterMs = 0, duplicateAfterMs } = this.#conditions;
    const isFrame = letter.toCoordinator && typeof letter.data !== 'string';
    const delayMs = isFrame && ++this.#frames % 2 === 0 ? jitterMs : 0;
    this.#deliverIn(latencyMs + delayMs, letter);
    if (isFrame && duplicateAfterMs !== undefined) this.#deliverIn(latencyMs + duplicateAfterMs, letter);
  }

  #deliverIn(ms: number, letter: Letter): void {
    this.#clock.at(this.#clock.now() + ms, () => {
      if (!this.#isOpen) return;
      if (this.#conditions.isPartitioned === true) this.#held.push(letter);
      else if (letter.toCoordinator) this.#coordinatorListener?.message(letter.data);
      else this.#agentListener.message(letter.data);
    });
  }
}
