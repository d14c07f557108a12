import type { Clock, Timer } from './clock.ts';

/** Calls back again and again, first after one period; due times do not drift, and missed ones are made up for. */
export function repeat(clock: Clock, everyMs: number, callback: () => void): Timer {
  let timer: Timer;
  const schedule = (dueMs: number): void => {
    timer = clock.at(dueMs, () => {
      schedule(dueMs + everyMs);
      callback();
    });
  };
  schedule(clock.now() + everyMs);
  return { cancel: () => timer.cancel() };
}
