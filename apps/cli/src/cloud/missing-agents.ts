import type { Clock, Logger } from '@squall/core';
import type { RunProgress } from './api-types.ts';

export interface MissingAgentsParts {
  /** Of the controller. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Agents that are just being started need not be asked for. */
const PATIENCE_MS = 3_000;

/** Says what to do about a run that waits for agents, once for what it waits for. */
export class MissingAgentsAdvice {
  readonly #parts: MissingAgentsParts;
  #waitingSinceMs: number | undefined;
  #told = '';

  constructor(parts: MissingAgentsParts) {
    this.#parts = parts;
  }

  note({ state, missingAgents }: Pick<RunProgress, 'state' | 'missingAgents'>): void {
    const { clock, log, url } = this.#parts;
    const zones = missingAgents.map(({ loadZone }) => loadZone);
    if ((state !== 'queued' && state !== 'created') || zones.length === 0) {
      this.#waitingSinceMs = undefined;
      return;
    }
    this.#waitingSinceMs ??= clock.now();
    const wanted = zones.map((zone) => `'${zone}'`).join(', ');
    if (this.#told === wanted || clock.now() - this.#waitingSinceMs < PATIENCE_MS) return;
    this.#told = wanted;
    const where = zones.length === 1 ? `load zone ${wanted}` : `the load zones ${wanted}`;
    log.log('warning', `the run waits for agents in ${where}`, {
      hint: `make an enrolment token for it at ${url}/agents and start one: squall agent --controller ${url} --token TOKEN`,
    });
  }
}
