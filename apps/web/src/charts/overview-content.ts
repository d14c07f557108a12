import type { RunOverview } from '../api/types/run.ts';
import { formatCompact, formatPercent } from '../format/number.ts';
import { formatMs } from '../format/time.ts';
import { type ChartContent, hasValues, type Line } from './chart-content.ts';

/** How much load there was. */
export function loadContent(overview: RunOverview): ChartContent {
  const { seconds, vus, requestsPerS } = overview;
  return {
    seconds,
    lines: [
      { label: 'VUs', color: 'series-8', scale: 'vus', isFilled: true, values: vus },
      { label: 'Requests/s', color: 'series-1', scale: 'rate', values: requestsPerS },
      ...iterationsIfAlone(overview),
    ].filter(hasValues),
    scales: {
      rate: { format: formatCompact },
      vus: { format: formatCompact, side: 'right' },
    },
  };
}

/** A tenth of a percent must not look like a catastrophe. */
const FAILURES_AT_LEAST = 0.02;

/** How much of the load failed. */
export function failureContent({ seconds, failedShare }: RunOverview): ChartContent {
  return {
    seconds,
    lines: [
      { label: 'Failed requests', color: 'series-5', scale: 'share', isFilled: true, values: failedShare },
    ].filter(hasValues),
    scales: { share: { format: formatPercent, atLeast: FAILURES_AT_LEAST } },
    hasRoomOnRight: true,
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

/** Scripts without HTTP have iterations to show for their work. */
function iterationsIfAlone({ requestsPerS, iterationsPerS }: RunOverview): Line[] {
  if (hasValues({ values: requestsPerS })) return [];
  return [{ label: 'Iterations/s', color: 'series-6', scale: 'rate', values: iterationsPerS }];
}
