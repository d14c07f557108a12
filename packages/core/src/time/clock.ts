/** A pending callback; cancelling one that ran or was cancelled does nothing. */
export interface Timer {
  cancel(): void;
}

/** The only source of time for executors, scheduler and metrics. Tests use a virtual one. */
export interface Clock {
  /** Monotonic milliseconds with sub-millisecond resolution; the zero point is shared by all threads of a process. */
  now(): number;
  /** Milliseconds since the Unix epoch, advancing with `now()`. */
  wallMs(): number;
  /** Runs the callback within about two milliseconds after the given `now()` time; never early, never synchronously. */
  at(timeMs: number, callback: () => void): Timer;
  /** The same, as punctually as the platform can. Costs CPU time while it waits, so it is for due times only. */
  atExactly(timeMs: number, callback: () => void): Timer;
  /** Runs the callback after pending I/O had its turn, so that a busy loop does not starve sockets. */
  defer(callback: () => void): void;
}
