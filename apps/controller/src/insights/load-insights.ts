import type { Finder, OverTime } from './insight.ts';
import { count, milliseconds, percent } from './number-text.ts';

/** In shorter runs, or with fewer points, chance looks like a trend. */
const MIN_POINTS = 12;
const MIN_DURATION_S = 10;

const VUS_ROSE = 1.5;
const RATE_STAYED = 1.1;
const SLOWER = 1.5;
const MIN_SLOWER_MS = 20;
const MANY_DROPPED = 0.05;

export const noIterations: Finder = ({ isOver, iterations }) => {
  if (!isOver || iterations > 0) return undefined;
  return {
    kind: 'no-iterations',
    level: 'problem',
    title: 'No iteration was completed',
    text: 'Nothing of the script ran to its end, so there is nothing to judge. Look at the logs for exceptions, and whether an iteration takes longer than the run.',
  };
};

export const noRequests: Finder = ({ isOver, durationS, iterations, requests, usesOtherProtocols }) => {
  const isTooEarly = !isOver && durationS < MIN_DURATION_S;
  if (isTooEarly || iterations === 0 || requests > 0 || usesOtherProtocols) return undefined;
  return {
    kind: 'no-requests',
    level: 'warning',
    title: 'No requests were sent',
    text: `The script ran ${count(iterations)} times without sending anything over the network. Does an exception or a condition keep it from doing so?`,
  };
};

export const droppedIterations: Finder = ({ iterations, droppedIterations: dropped }) => {
  if (dropped === 0) return undefined;
  const share = dropped / (dropped + iterations);
  return {
    kind: 'dropped-iterations',
    level: share >= MANY_DROPPED ? 'problem' : 'warning',
    title: `${count(dropped)} iterations were dropped`,
    text: `${percent(share)} of the iterations that were due could not start as no VU was free, so there was less load than the script asks for. Raise maxVUs and preAllocatedVUs, or find out why iterations take longer than expected.`,
  };
};

/** More VUs got no more requests through: something in between is at its limit. */
export const throughputLimit: Finder = ({ overTime, requests }) => {
  const rows = rowsOf(overTime, 'requestsPerS');
  if (requests === 0 || rows.length < MIN_POINTS) return undefined;
  const [low, high] = extremes(rows);
  const vusRose = high.vus / low.vus;
  const rateRose = high.value / low.value;
  if (!(vusRose >= VUS_ROSE) || !(rateRose <= RATE_STAYED)) return undefined;
  return {
    kind: 'throughput-limit',
    level: 'warning',
    title: 'More VUs did not bring more requests',
    text: `With ${count(low.vus)} VUs there were ${count(low.value)} requests a second, with ${count(high.vus)} VUs ${count(high.value)}. The system under load, the network or the generators were at their limit.`,
  };
};

/** Response times rose in the course of the run although there were no more VUs than before. */
export const slowingDown: Finder = ({ overTime }) => {
  const rows = rowsOf(overTime, 'p95Ms');
  if (rows.length < MIN_POINTS) return undefined;
  const quarter = Math.floor(rows.length / 4);
  // The first moments are connections being opened and caches being filled.
  const early = meanOf(rows.slice(quarter, 2 * quarter));
  const late = meanOf(rows.slice(-quarter));
  const isSlower = late.value >= early.value * SLOWER && late.value - early.value >= MIN_SLOWER_MS;
  if (!isSlower || late.vus > early.vus * RATE_STAYED) return undefined;
  return {
    kind: 'slowing-down',
    level: 'warning',
    title: 'Response times rose over the run',
    text: `With no more VUs than before the 95th percentile went from ${milliseconds(early.value)} to ${milliseconds(late.value)}. Does something grow while the system is under load: a queue, memory, a table?`,
  };
};

interface Row {
  readonly vus: number;
  readonly value: number;
}

/** Times at which both were measured, and there was load. The last one may be a part only. */
function rowsOf(overTime: OverTime, column: 'requestsPerS' | 'p95Ms'): Row[] {
  return overTime[column].slice(0, -1).flatMap((value, index) => {
    const vus = overTime.vus[index] ?? 0;
    return value === null || vus === 0 ? [] : [{ vus, value }];
  });
}

/** The mean of the fifth of rows with the fewest, and with the most VUs. */
function extremes(rows: readonly Row[]): [low: Row, high: Row] {
  const sorted = [...rows].sort((a, b) => a.vus - b.vus);
  const fifth = Math.ceil(sorted.length / 5);
  return [meanOf(sorted.slice(0, fifth)), meanOf(sorted.slice(-fifth))];
}

function meanOf(rows: readonly Row[]): Row {
  const mean = (key: keyof Row) => rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
  return { vus: mean('vus'), value: mean('value') };
}
