import type { Clock } from '@squall/core';
import type { DeadlineSlot, Deadlines, DeadlineTarget } from './deadlines.ts';
import { FailedResponse } from './failed-response.ts';
import { REQUEST_TIMEOUT } from './failure.ts';
import type { Exchange, Timings, TransportFailure, WireRequest, WireResponse } from './transport.ts';

/** Whatever works on a request at the moment: a dial, a connection, a stream. */
export interface Carrier {
  /** The request was cancelled or timed out; nothing of it may be reported any more. */
  abandon(request: PendingRequest): void;
  /** What failed when the time is up in this phase; undefined for the usual text. */
  timeoutFailure?(): TransportFailure | undefined;
  /** Timings and body so far, for a failure in the middle. */
  progress?(request: PendingRequest, nowMs: number): Progress;
}

export interface Progress {
  readonly timings: Timings;
  readonly body: Buffer | null;
  /** The head of the response was complete. */
  readonly isInBody: boolean;
}

export const NO_TIMINGS: Timings = Object.freeze({
  blocked: 0,
  connecting: 0,
  tlsHandshaking: 0,
  sending: 0,
  waiting: 0,
  receiving: 0,
});

/** One request from `send` to its response. */
export class PendingRequest implements Exchange, DeadlineTarget {
  readonly wire: WireRequest;
  readonly startMs: number;
  carrier: Carrier | null = null;
  /** Durations of the dial made for this request; 0 on a reused connection. */
  connectingMs = 0;
  tlsHandshakingMs = 0;
  /** How often a server sent it back without a look at it. */
  refusals = 0;
  readonly #onResponse: (response: WireResponse) => void;
  readonly #deadlines: Deadlines;
  readonly #clock: Clock;
  #slot: DeadlineSlot | null;

  constructor(
    wire: WireRequest,
    onResponse: (response: WireResponse) => void,
    shared: { readonly deadlines: Deadlines; readonly clock: Clock },
  ) {
    this.wire = wire;
    this.#onResponse = onResponse;
    this.#deadlines = shared.deadlines;
    this.#clock = shared.clock;
    this.startMs = shared.clock.now();
    this.#slot = shared.deadlines.start(this, wire.deadlineMs);
  }

  /** Settled or cancelled. */
  get isOver(): boolean {
    return this.#slot === null;
  }

  /** Hot path. Reports the response; does nothing when the request is over. */
  settle(response: WireResponse): void {
    if (this.#end()) this.#onResponse(response);
  }

  fail(failure: TransportFailure): void {
    if (this.isOver) return;
    const now = this.#clock.now();
    const progress = this.carrier?.progress?.(this, now);
    const detail = progress?.isInBody === true ? { ...failure, duringBody: true } : failure;
    this.settle(
      new FailedResponse({
        failure: detail,
        timings: progress?.timings ?? NO_TIMINGS,
        body: progress?.body ?? null,
        endMs: this.#clock.wallMs(),
      }),
    );
  }

  cancel(): void {
    const { carrier } = this;
    if (this.#end()) carrier?.abandon(this);
  }

  onDeadline(): void {
    const { carrier } = this;
    this.fail(carrier?.timeoutFailure?.() ?? REQUEST_TIMEOUT);
    carrier?.abandon(this);
  }

  #end(): boolean {
    const slot = this.#slot;
    if (slot === null) return false;
    this.#slot = null;
    this.carrier = null;
    this.#deadlines.end(slot);
    return true;
  }
}
