const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Between one attempt and the next: a receiver that restarts misses little, one that is gone is given up in half a day. */
const PAUSES_MS = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  8 * HOUR_MS,
] as const;

/** When to try again after so many attempts have failed; null: not any more. */
export function nextAttemptAtMs(attempts: number, nowMs: number): number | null {
  const pauseMs = PAUSES_MS[attempts - 1];
  return pauseMs === undefined ? null : nowMs + pauseMs;
}
