interface ClockSample {
  readonly roundTripMs: number;
  /** Agent's clock minus ours. */
  readonly offsetMs: number;
}

/** When a probe was sent and its reply received by us, and the reverse by the agent: each on the own clock. */
export interface ProbeTimes {
  readonly sentMs: number;
  readonly agentReceivedMs: number;
  readonly agentSentMs: number;
  readonly receivedMs: number;
}

const KEPT_SAMPLES = 16;
const ENOUGH_SAMPLES = 5;

/**
 * How far an agent's clock is from ours, estimated as NTP does: offset = ((agentReceived - sent) + (agentSent -
 * received)) / 2, off by at most half the round trip. Of the latest samples the one with the shortest round trip counts.
 */
export class ClockOffset {
  readonly #samples: ClockSample[] = [];
  #best: ClockSample | undefined;

  add({ sentMs, agentReceivedMs, agentSentMs, receivedMs }: ProbeTimes): void {
    const roundTripMs = receivedMs - sentMs - (agentSentMs - agentReceivedMs);
    const offsetMs = (agentReceivedMs - sentMs + (agentSentMs - receivedMs)) / 2;
    // A reply that took less than no time was made up, or a clock was set.
    if (!(roundTripMs >= 0) || !Number.isFinite(offsetMs)) return;
    this.#samples.push({ roundTripMs, offsetMs });
    if (this.#samples.length > KEPT_SAMPLES) this.#samples.shift();
    this.#best = this.#samples.reduce((best, sample) =>
      sample.roundTripMs < best.roundTripMs ? sample : best,
    );
  }

  /** Whether there are enough samples to start a test by. */
  get isSettled(): boolean {
    return this.#samples.length >= ENOUGH_SAMPLES;
  }

  get roundTripMs(): number {
    return this.#best?.roundTripMs ?? 0;
  }

  toAgent(ourMs: number): number {
    return ourMs + (this.#best?.offsetMs ?? 0);
  }

  fromAgent(agentMs: number): number {
    return agentMs - (this.#best?.offsetMs ?? 0);
  }
}
