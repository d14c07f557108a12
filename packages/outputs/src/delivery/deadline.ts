/**
 * Runs something with a signal for when there is no time left, or when the outer signal says so. In place of
 * `AbortSignal.any`, as on Node 20 everything that is combined with a signal stays in memory as long as that one.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (outer.aborted) abort();
  outer.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(abort, timeoutMs);
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
}
