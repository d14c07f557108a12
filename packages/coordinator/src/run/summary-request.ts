import type { Clock, HandleSummaryOutcome, Timer } from '@squall/core';
import type { Tenure } from './tenure.ts';

interface Asked {
  readonly tenure: Tenure;
  readonly deadline: Timer;
  resolve(outcome: HandleSummaryOutcome): void;
}

/** One call of `handleSummary()` on one agent. It is never made twice: scripts send mails from it. */
export class SummaryRequest {
  readonly #clock: Clock;
  readonly #graceMs: number;
  #asked: Asked | undefined;

  constructor(clock: Clock, graceMs: number) {
    this.#clock = clock;
    this.#graceMs = graceMs;
  }

  /** Without an agent, and when it is lost, the summary is made without the script. */
  ask(tenure: Tenure | undefined, dataJson: string, timeoutMs: number): Promise<HandleSummaryOutcome> {
    if (tenure === undefined) return Promise.resolve({ kind: 'absent' });
    return new Promise((resolve) => {
      const nowMs = this.#clock.now();
      const deadline = this.#clock.at(nowMs + timeoutMs + this.#graceMs, () =>
        this.#settle({ kind: 'timed-out', timeoutMs }),
      );
      this.#asked = { tenure, deadline, resolve };
      tenure.command({ type: 'summarize', tenure: tenure.ref, dataJson, timeoutMs }, nowMs);
    });
  }

  answer(tenure: Tenure, outcome: HandleSummaryOutcome): void {
    if (this.#asked?.tenure === tenure) this.#settle(outcome);
  }

  /** That tenure, or whichever was asked, will not answer. */
  lost(tenure: Tenure | undefined): void {
    if (tenure === undefined || this.#asked?.tenure === tenure) this.#settle({ kind: 'absent' });
  }

  #settle(outcome: HandleSummaryOutcome): void {
    this.#asked?.deadline.cancel();
    this.#asked?.resolve(outcome);
    this.#asked = undefined;
  }
}
