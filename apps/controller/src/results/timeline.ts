import type { StepS } from '../aggregation/rollup-store.ts';
import type { ReadWindow, RunRollups } from '../aggregation/run-rollups.ts';

/** Points on the axis of time of a chart: the one with index i is about `stepS` seconds from `i * stepS` on. */
export interface Timeline {
  readonly stepS: number;
  readonly firstIndex: number;
  /** Not included. */
  readonly endIndex: number;
}

export interface TimelineWish {
  readonly fromS?: number | undefined;
  readonly toS?: number | undefined;
  /** At most. */
  readonly points: number;
}

/** The finest steps there are windows for and that make no more points than wished. */
export function timelineOf(
  { state }: Pick<RunRollups, 'state'>,
  { points, ...wish }: TimelineWish,
): Timeline {
  const periodS = state.pushes?.periodS ?? 1;
  const toS = Math.min(wish.toS ?? Number.POSITIVE_INFINITY, state.newestS + 1);
  const fromS = Math.max(0, Math.min(wish.fromS ?? 0, toS));
  const stepFor = (baseS: number) => {
    // Windows of pushes hold what came in several seconds, so a step must cover whole ones.
    const unitS = leastCommonMultiple(baseS, periodS);
    return unitS * Math.max(1, Math.ceil((toS - fromS) / (unitS * points)));
  };
  const isKept = (baseS: 1 | 10) => fromS >= state.keptFromS[baseS];
  let stepS = stepFor(60);
  if (isKept(10) && stepFor(10) < 60) stepS = stepFor(10);
  if (isKept(1) && stepFor(1) < 10) stepS = stepFor(1);
  return { stepS, firstIndex: Math.floor(fromS / stepS), endIndex: Math.max(0, Math.ceil(toS / stepS)) };
}

/** How much of a point has been measured so far. */
export function coveredS({ state }: Pick<RunRollups, 'state'>, { stepS }: Timeline, index: number): number {
  const measuredToS = state.newestS + (state.pushes?.periodS ?? 1);
  return Math.max(1, Math.min(stepS, measuredToS - index * stepS));
}

export interface PointsWish {
  readonly stepS: number;
  readonly firstIndex: number;
  readonly endIndex: number;
  readonly metricIds: readonly number[];
  readonly part: 'whole' | 'parts';
}

/** Calls back with the windows of each point that has any, from the longest windows that fit. */
export async function eachPoint(
  rollups: RunRollups,
  { stepS, firstIndex, endIndex, metricIds, part }: PointsWish,
  visit: (index: number, windows: readonly ReadWindow[]) => void,
): Promise<void> {
  const points = new Map<number, ReadWindow[]>();
  for (const span of spansOf(rollups, stepS, firstIndex * stepS, endIndex * stepS)) {
    for (const window of await rollups.read({ ...span, metricIds }, part)) {
      const index = Math.floor(window.startS / stepS);
      const point = points.get(index);
      if (point === undefined) points.set(index, [window]);
      else point.push(window);
    }
    await othersFirst();
  }
  let visited = 0;
  for (const [index, windows] of points) {
    visit(index, windows);
    if (++visited % AT_ONCE === 0) await othersFirst();
  }
}

/** Windows, and points, that are read without a pause. */
const AT_ONCE = 60;

/** A long chart must not keep others waiting for their answers. */
const othersFirst = () => new Promise((resolve) => setImmediate(resolve));

interface Span {
  readonly stepS: StepS;
  readonly fromS: number;
  readonly toS: number;
}

function spansOf({ state: { closedS } }: RunRollups, stepS: number, fromS: number, toS: number): Span[] {
  const spans: Span[] = [];
  let nextS = fromS;
  const upTo = (baseS: StepS, endS: number) => {
    if (endS <= nextS) return;
    for (let pieceS = nextS; pieceS < endS; pieceS += AT_ONCE * baseS) {
      spans.push({ stepS: baseS, fromS: pieceS, toS: Math.min(endS, pieceS + AT_ONCE * baseS) });
    }
    nextS = endS;
  };
  if (stepS % 60 === 0) upTo(60, Math.min(toS, closedS[60]));
  if (stepS % 10 === 0) upTo(10, Math.min(toS, closedS[10]));
  upTo(1, toS);
  return spans;
}

function leastCommonMultiple(a: number, b: number): number {
  let [larger, smaller] = [a, b];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  return (a / larger) * b;
}
