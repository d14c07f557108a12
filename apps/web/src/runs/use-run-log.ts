import { useEffect, useState } from 'react';
import { readLog } from '../api/queries.ts';
import type { LogLine } from '../api/types/run.ts';

const AGAIN_AFTER_MS = 2000;
/** What a page can hold and search without getting slow; older lines go first. */
const MAX_LINES = 50_000;

export interface RunLog {
  readonly lines: readonly LogLine[];
  readonly isLoading: boolean;
  readonly error: Error | null;
}

const EMPTY: RunLog = { lines: [], isLoading: true, error: null };

/** The log of a run, growing while the run is on. */
export function useRunLog(runId: number, isLive: boolean): RunLog {
  const [log, setLog] = useState(EMPTY);
  useEffect(() => {
    const abort = new AbortController();
    follow(runId, { isLive, signal: abort.signal, onChange: setLog }).catch((error: Error) => {
      if (!abort.signal.aborted) setLog((before) => ({ ...before, isLoading: false, error }));
    });
    return () => abort.abort();
  }, [runId, isLive]);
  return log;
}

interface Following {
  readonly isLive: boolean;
  readonly signal: AbortSignal;
  onChange(log: RunLog): void;
}

async function follow(runId: number, { isLive, signal, onChange }: Following): Promise<void> {
  let lines: LogLine[] = [];
  while (!signal.aborted) {
    const more = await readLog(runId, lines.at(-1)?.id ?? 0, signal);
    if (more.length > 0) lines = [...lines, ...more].slice(-MAX_LINES);
    onChange({ lines, isLoading: false, error: null });
    if (more.length > 0) continue;
    if (!isLive) return;
    await pause(AGAIN_AFTER_MS, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
