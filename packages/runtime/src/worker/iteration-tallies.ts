import type { IterationTally } from '../vu/thread-context.ts';
import type { IterationsDone } from './messages.ts';

/** What one thread has done of each scenario. */
export class IterationTallies {
  readonly #byScenario = new Map<string, IterationTally>();
  #taken = 0;

  of(scenario: string): IterationTally {
    const known = this.#byScenario.get(scenario);
    if (known !== undefined) return known;
    const created = { completed: 0, interrupted: 0 };
    this.#byScenario.set(scenario, created);
    return created;
  }

  total(which: keyof IterationTally): number {
    let sum = 0;
    for (const tally of this.#byScenario.values()) sum += tally[which];
    return sum;
  }

  /** Whether iterations were completed since the last `take`. */
  get haveChanged(): boolean {
    return this.total('completed') !== this.#taken;
  }

  take(): IterationsDone {
    this.#taken = this.total('completed');
    const entries = [...this.#byScenario].map(([scenario, { completed }]) => [scenario, completed] as const);
    return Object.fromEntries(entries);
  }
}
