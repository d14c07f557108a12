import { useEffect, useState } from 'react';
import { formatAgo, formatMoment } from '../format/time.ts';

/** The time of day, again and again. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}

/** How long ago something was; exactly when, to whoever points at it. */
export function Moment({ atMs }: { readonly atMs: number | null }) {
  const nowMs = useNow(10_000);
  if (atMs === null) return <span className="muted">–</span>;
  return (
    <time className="nowrap" dateTime={new Date(atMs).toISOString()} title={formatMoment(atMs)}>
      {formatAgo(atMs, nowMs)}
    </time>
  );
}
