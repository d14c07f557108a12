import type { TenurePhase } from '@squall/protocol';
import type { Agent } from '../agents/agent.ts';

/** What a slow connection still carries in a second. */
const BYTES_PER_MS = 1_000;

/** How long before the start the message must leave: it has to be everywhere in time. */
export function startLead(leadMs: number, agents: readonly Agent[], setupDataBytes: number): number {
  const slowest = Math.max(0, ...agents.map(({ clock }) => clock.roundTripMs));
  return leadMs + slowest + setupDataBytes / BYTES_PER_MS;
}

/** How far apart the instances of a run began, from what they report. */
export class StartSkew {
  readonly #errors = new Map<number, number>();

  restore(errorsMs: Iterable<readonly [number, number]>): void {
    for (const [instance, errorMs] of errorsMs) this.#errors.set(instance, errorMs);
  }

  /** The first report of each instance counts. */
  report(instance: number, agent: Agent, phase: TenurePhase, plannedMs: number): void {
    if (phase.kind !== 'running' && phase.kind !== 'ended') return;
    if (phase.startedAtMs === undefined || this.#errors.has(instance) || !agent.clock.isSettled) return;
    this.#errors.set(instance, agent.clock.fromAgent(phase.startedAtMs) - plannedMs);
  }

  /** Late (positive) or early, by instance. */
  get errorsMs(): ReadonlyMap<number, number> {
    return this.#errors;
  }

  /** Between the first and the last; undefined before two have begun. */
  get skewMs(): number | undefined {
    const errors = [...this.#errors.values()];
    return errors.length < 2 ? undefined : Math.max(...errors) - Math.min(...errors);
  }
}
