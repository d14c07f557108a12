import type { Clock } from '@squall/core';
import { PATIENCE_MS, SHORT_PATIENCE_MS, type Watchdog } from './watchdog.ts';

export interface TimeLimit {
  readonly clock: Clock;
  /** Watches the thread that is asked. */
  readonly watchdog: Watchdog;
  readonly timeoutMs: number;
}

/**
 * Waits for a thread that stops a script's function by itself when its time is up. One that never yields cannot be
 * stopped like that; its thread is then given up.
 */
export async function withinTime<T>(limit: TimeLimit, call: () => Promise<T>): Promise<T | 'timed-out'> {
  const { clock, watchdog, timeoutMs } = limit;
  let isTimeUp = false;
  watchdog.allow(Math.max(PATIENCE_MS, timeoutMs + SHORT_PATIENCE_MS));
  const timeUp = clock.at(clock.now() + timeoutMs, () => {
    isTimeUp = true;
    watchdog.allow(SHORT_PATIENCE_MS);
  });
  try {
    return await call();
  } catch (error) {
    if (isTimeUp) return 'timed-out';
    throw error;
  } finally {
    timeUp.cancel();
    watchdog.allow(PATIENCE_MS);
  }
}
