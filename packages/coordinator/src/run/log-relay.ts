import type { Logger, LogRecord } from '@squall/core';
import type { LogLines } from '@squall/protocol';
import type { Agent } from '../agents/agent.ts';

export interface LogRelayDeps {
  readonly log: Logger;
  onLogLine(agent: Agent, record: LogRecord): void;
}

/** Hands on what scripts print on agents, and says when an agent had to leave something out. */
export class LogRelay {
  readonly #deps: LogRelayDeps;
  readonly #dropped = new Map<string, number>();

  constructor(deps: LogRelayDeps) {
    this.#deps = deps;
  }

  receive(agent: Agent, { records, dropped }: Pick<LogLines, 'records' | 'dropped'>): void {
    for (const record of records) this.#deps.onLogLine(agent, record);
    if (dropped === 0) return;
    const before = this.#dropped.get(agent.name) ?? 0;
    this.#dropped.set(agent.name, before + dropped);
    if (before > 0) return;
    this.#deps.log.log('warning', `agent '${agent.name}' prints too much: lines are left out`);
  }

  /** Says how much was left out. */
  end(): void {
    for (const [agent, lines] of this.#dropped) {
      this.#deps.log.log('warning', `${lines} lines that agent '${agent}' has printed were left out`);
    }
    this.#dropped.clear();
  }
}
