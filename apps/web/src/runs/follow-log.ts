import type { LogLine } from '../api/types/run.ts';

const AGAIN_AFTER_MS = 1500;
const LONGEST_PAUSE_MS = 15_000;
/** What a page can hold and search without getting slow; older lines go first. */
const MAX_LINES = 50_000;

export interface RunLog {
  readonly lines: readonly LogLine[];
  readonly isLoading: boolean;
  /** Why there is nothing new at the moment; reading goes on. */
  readonly error: Error | null;
}

interface Following {
  /** Lines after one; none when there are no more yet. */
  read(afterId: number, signal: AbortSignal): Promise<readonly LogLine[]>;
  isLive(): boolean;
  readonly signal: AbortSignal;
  onChange(log: RunLog): void;
  /** How long to wait before the next look. */
  readonly againAfterMs?: number;
}

/** Reads a log to its end, which comes after the run has ended; a failure is told and tried again. */
export async function followLog(following: Following): Promise<void> {
  const { read, isLive, signal, onChange, againAfterMs = AGAIN_AFTER_MS } = following;
  let lines: readonly LogLine[] = [];
  let failures = 0;
  while (!signal.aborted) {
    const wasLive = isLive();
    try {
      const more = await read(lines.at(-1)?.id ?? 0, signal);
      if (signal.aborted) return;
      failures = 0;
      if (more.length > 0) lines = [...lines, ...more].slice(-MAX_LINES);
      onChange({ lines, isLoading: false, error: null });
      if (more.length > 0) continue;
      if (!wasLive) return;
    } catch (error) {
      if (signal.aborted || !(error instanceof Error)) return;
      failures++;
      onChange({ lines, isLoading: false, error });
    }
    await pause(Math.min(LONGEST_PAUSE_MS, againAfterMs * 2 ** failures), signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
