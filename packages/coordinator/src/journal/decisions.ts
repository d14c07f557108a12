import type { Clock, Logger } from '@squall/core';
import type { ToAgent } from '@squall/protocol';
import type { Agent } from '../agents/agent.ts';
import { entriesOf, type JournalEntries } from './journal-entries.ts';
import type { RunRecord } from './run-record.ts';

export interface DecisionsDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** Keeps those entries, in place of those with the same names; they are safe when it returns. */
  readonly journal?: ((entries: JournalEntries) => void) | undefined;
  record(): RunRecord;
}

/** What agents would say again is written this late at most. */
const LEARNT_EVERY_MS = 1_000;

/**
 * Handles one event of a run after the other. What follows from an event is written down before any agent hears of
 * it, so that whoever resumes the run knows everything that agents may have been told.
 */
export class Decisions {
  readonly #deps: DecisionsDeps;
  readonly #mail: { readonly agent: Agent; readonly message: ToAgent }[] = [];
  #written = new Map<string, string>();
  #depth = 0;
  #hasDecided = false;
  #hasLearnt = false;
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: DecisionsDeps) {
    this.#deps = deps;
  }

  /** What the journal holds already. */
  resume(entries: JournalEntries): void {
    this.#written = new Map(entries);
  }

  /** Events may lead to further ones; together they count as one. */
  handle(event: () => void): void {
    this.#depth++;
    try {
      event();
    } finally {
      if (--this.#depth === 0) this.#conclude();
    }
  }

  /** Something must be known to whoever resumes the run, before anything follows from it. */
  decided(): void {
    this.#hasDecided = true;
  }

  /** Something is known now that agents would say again, unless they are lost. */
  learnt(): void {
    this.#hasLearnt = true;
  }

  /** Arrives if the agent has a connection; after an event, when that is written down. */
  post(agent: Agent, message: ToAgent): void {
    if (this.#deps.journal === undefined || this.#depth === 0) return agent.send(message);
    this.#mail.push({ agent, message });
  }

  #conclude(): void {
    if (this.#hasDecided || this.#mail.length > 0 || this.#isLearntDue) this.#write();
    for (const { agent, message } of this.#mail.splice(0)) agent.send(message);
  }

  get #isLearntDue(): boolean {
    return this.#hasLearnt && this.#deps.clock.now() - this.#writtenAtMs >= LEARNT_EVERY_MS;
  }

  #write(): void {
    const { journal, clock, log, record } = this.#deps;
    this.#hasDecided = false;
    this.#hasLearnt = false;
    if (journal === undefined) return;
    this.#writtenAtMs = clock.now();
    const changed = new Map(
      [...entriesOf(record())].filter(([key, json]) => this.#written.get(key) !== json),
    );
    if (changed.size === 0) return;
    try {
      journal(changed);
      for (const [key, json] of changed) this.#written.set(key, json);
    } catch (error) {
      // The run goes on; what could not be written now is written with what comes next.
      this.#hasLearnt = true;
      log.log('error', `the state of the run could not be stored: ${(error as Error).message}`);
    }
  }
}
