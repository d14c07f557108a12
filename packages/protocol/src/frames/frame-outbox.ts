/** Where frames go that do not fit into memory: a folder of the agent. */
export interface FrameSpill {
  write(sequence: number, frame: Uint8Array): void;
  read(sequence: number): Uint8Array;
  remove(sequence: number): void;
}

export interface FrameOutboxOptions {
  readonly spill: FrameSpill;
  /** Frames beyond this much memory are spilled. */
  readonly maxBytesInMemory?: number;
  /** A frame that is not acknowledged for so long is sent again. */
  readonly resendAfterMs?: number;
}

// Enough for seconds of delay; more would only queue in front of heartbeats.
const MAX_UNACKNOWLEDGED = 32;
const COARSE_FROM = 8;
const FINE_AGAIN_FROM = 2;

interface KeptFrame {
  readonly sequence: number;
  /** Undefined when spilled. */
  readonly frame: Uint8Array | undefined;
  /** Undefined when it must be sent (again). */
  sentAtMs: number | undefined;
}

/**
 * The frames of one tenure that the coordinator has not acknowledged. It keeps every one of them, in memory or
 * spilled, until it is told that they have been merged.
 */
export class FrameOutbox {
  readonly #spill: FrameSpill;
  readonly #maxBytes: number;
  readonly #resendAfterMs: number;
  #kept: KeptFrame[] = [];
  #bytesInMemory = 0;
  #isCoarse = false;

  constructor({ spill, maxBytesInMemory = 16 * 1024 * 1024, resendAfterMs = 5_000 }: FrameOutboxOptions) {
    this.#spill = spill;
    this.#maxBytes = maxBytesInMemory;
    this.#resendAfterMs = resendAfterMs;
  }

  /** Frames must come in the order of their numbers. */
  add(sequence: number, frame: Uint8Array): void {
    const fits = this.#bytesInMemory + frame.length <= this.#maxBytes;
    if (fits) this.#bytesInMemory += frame.length;
    else this.#spill.write(sequence, frame);
    this.#kept.push({ sequence, frame: fits ? frame : undefined, sentAtMs: undefined });
  }

  acknowledge(through: number): void {
    const left = this.#kept.filter(({ sequence }) => sequence > through);
    for (const { sequence, frame } of this.#kept.slice(0, this.#kept.length - left.length)) {
      if (frame === undefined) this.#spill.remove(sequence);
      else this.#bytesInMemory -= frame.length;
    }
    this.#kept = left;
  }

  /** The connection is new: what was under way may be lost. */
  reconnected(): void {
    for (const kept of this.#kept) kept.sentAtMs = undefined;
  }

  /** What to send now, in order: few enough at a time for the receiver to keep up. */
  take(nowMs: number): Uint8Array[] {
    const due = this.#kept
      .slice(0, MAX_UNACKNOWLEDGED)
      .filter(({ sentAtMs }) => sentAtMs === undefined || nowMs - sentAtMs >= this.#resendAfterMs);
    return due.map((kept) => {
      kept.sentAtMs = nowMs;
      return kept.frame ?? this.#spill.read(kept.sequence);
    });
  }

  /** Frames not acknowledged yet. */
  get pending(): number {
    return this.#kept.length;
  }

  get bytesInMemory(): number {
    return this.#bytesInMemory;
  }

  /** How long the next window should be: longer while the receiver is behind. */
  get windowMs(): number {
    if (this.pending >= COARSE_FROM) this.#isCoarse = true;
    else if (this.pending <= FINE_AGAIN_FROM) this.#isCoarse = false;
    return this.#isCoarse ? 5_000 : 1_000;
  }
}
