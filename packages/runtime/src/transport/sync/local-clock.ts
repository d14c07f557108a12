import type { Clock, Timer } from '@squall/core';

/** The time of one thread; its readings are never compared with those of another. */
export const localClock: Clock = {
  now: () => performance.now(),
  wallMs: () => performance.timeOrigin + performance.now(),
  at: callAt,
  atExactly: callAt,
  defer: (callback) => void setImmediate(callback),
};

function callAt(timeMs: number, callback: () => void): Timer {
  const timer = setTimeout(callback, Math.max(0, Math.ceil(timeMs - performance.now())));
  return { cancel: () => clearTimeout(timer) };
}
