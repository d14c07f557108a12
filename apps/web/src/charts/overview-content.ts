import type { RunOverview } from '../api/types/run.ts';
import { formatCompact, formatPercent } from '../format/number.ts';
import { formatMs } from '../format/time.ts';
import type { ChartContent, Line } from './plot-options.ts';

/** How much load there was, and how much of it failed. */
export function loadContent(overview: RunOverview): ChartContent {
  const { seconds, vus, requestsPerS, iterationsPerS, failedShare } = overview;
  return {
    seconds,
    lines: [
      { label: 'Requests/s', color: 'series-1', scale: 'rate', isFilled: true, values: requestsPerS },
      { label: 'Iterations/s', color: 'series-6', scale: 'rate', values: iterationsPerS },
      { label: 'VUs', color: 'series-8', scale: 'vus', isDashed: true, values: vus },
      { label: 'Failed', color: 'series-5', scale: 'share', values: failedShare },
    ].filter(hasValues),
    scales: {
      rate: { format: formatCompact },
      share: { format: formatPercent, side: 'right' },
      vus: { format: formatCompact, side: 'none' },
    },
  };
}

/** How long requests took. */
export function durationContent({ seconds, p50Ms, p95Ms, p99Ms }: RunOverview): ChartContent {
  return {
    seconds,
    lines: [
      { label: 'p(99)', color: 'series-4', scale: 'time', values: p99Ms },
      { label: 'p(95)', color: 'series-2', scale: 'time', values: p95Ms },
      { label: 'Median', color: 'series-3', scale: 'time', values: p50Ms },
    ].filter(hasValues),
    scales: { time: { format: formatMs } },
    hasRoomOnRight: true,
  };
}

function hasValues({ values }: Line): boolean {
  return values.some((value) => value !== null);
}
