import { useEffect, useRef, useState } from 'react';
import { readLog } from '../api/queries.ts';
import type { LogLine } from '../api/types/run.ts';
import { followLog, type RunLog } from './follow-log.ts';

const EMPTY: RunLog = { lines: [], isLoading: true, error: null };

/** The log of a run, growing while the run is on. */
export function useRunLog(runId: number, isLive: boolean): RunLog {
  const [log, setLog] = useState(EMPTY);
  // Read while following: the end of the run must not make the page read everything again.
  const live = useRef(isLive);
  live.current = isLive;
  useEffect(() => {
    const abort = new AbortController();
    setLog(EMPTY);
    followLog({
      read: (afterId: number, signal: AbortSignal): Promise<LogLine[]> => readLog(runId, afterId, signal),
      isLive: () => live.current,
      signal: abort.signal,
      onChange: setLog,
    });
    return () => abort.abort();
  }, [runId]);
  return log;
}
