import type { Assignment } from '@squall/protocol';

/** Until when a tenure may generate load, from what is known of the connection. All times are the agent's own. */
export class LeaseTerms {
  readonly #leaseMs: number;
  readonly #closedLeaseMs: number;
  #seenMs: number;
  #closedMs: number | undefined;

  /** The coordinator has heard what was sent at `seenMs`: the greeting, if nothing later. */
  constructor({ leaseMs, closedLeaseMs }: Pick<Assignment, 'leaseMs' | 'closedLeaseMs'>, seenMs: number) {
    this.#leaseMs = leaseMs;
    this.#closedLeaseMs = closedLeaseMs;
    this.#seenMs = seenMs;
  }

  seen(sentAtMs: number): void {
    this.#seenMs = Math.max(this.#seenMs, sentAtMs);
  }

  closed(nowMs: number): void {
    this.#closedMs ??= nowMs;
  }

  opened(): void {
    this.#closedMs = undefined;
  }

  get untilMs(): number {
    const closedUntilMs =
      this.#closedMs === undefined ? Number.POSITIVE_INFINITY : this.#closedMs + this.#closedLeaseMs;
    return Math.min(this.#seenMs + this.#leaseMs, closedUntilMs);
  }
}
