/** A push, ready to be sent. */
export interface Push {
  readonly body: Uint8Array;
  readonly samples: number;
  readonly idempotencyKey: string;
}

/** Pushes that wait; beyond the limit the oldest go, so that memory stays bounded. */
export class PushQueue {
  readonly #limitBytes: number;
  #waiting: Push[] = [];
  #bytes = 0;
  #droppedSamples = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get droppedSamples(): number {
    return this.#droppedSamples;
  }

  add(push: Push): void {
    this.#waiting.push(push);
    this.#bytes += push.body.length;
    while (this.#bytes > this.#limitBytes) this.#droppedSamples += this.take()?.samples ?? 0;
  }

  take(): Push | undefined {
    const push = this.#waiting.shift();
    this.#bytes -= push?.body.length ?? 0;
    return push;
  }

  /** Gives up everything that waits. */
  clear(): void {
    for (const { samples } of this.#waiting) this.#droppedSamples += samples;
    this.#waiting = [];
    this.#bytes = 0;
  }
}
