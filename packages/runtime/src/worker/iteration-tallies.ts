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

  /** Whether iterations ended since the last `take`. */
  get haveChanged(): boolean {
    return this.#done !== this.#taken;
  }

  take(): IterationsDone {
    this.#taken = this.#done;
    const entries = [...this.#byScenario].map(
      ([scenario, { completed, interrupted }]) => [scenario, completed + interrupted] as const,
    );
    return Object.fromEntries(entries);
  }

  get #done(): number {
    return this.total('completed') + this.total('interrupted');
  }
}
