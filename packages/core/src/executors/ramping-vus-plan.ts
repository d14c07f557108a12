import type { SegmentTuple } from '../segment/segment-tuple.ts';
import type { Stage } from './stages.ts';

/** From `offsetMs` on this many VUs. */
export interface VUStep {
  readonly offsetMs: number;
  readonly vus: number;
}

/**
 * How many of the instance's VUs should be looping over time. The ramp is drawn over the VU numbers of the whole
 * test, g starting when the line reaches g and stopping when it is back at g - 1, and each instance keeps the
 * numbers it owns. Times are cut to nanoseconds.
 */
export function rawSteps(startVUs: number, stages: readonly Stage[], tuple: SegmentTuple): VUStep[] {
  const steps: VUStep[] = [{ offsetMs: 0, vus: tuple.scale(startVUs) }];
  let from = startVUs;
  let endNs = 0;
  for (const { durationMs, target } of stages) {
    const durationNs = Math.round(durationMs * 1e6);
    endNs += durationNs;
    if (durationNs === 0) addStep(steps, endNs, tuple.scale(target));
    else addRamp(steps, { from, to: target, durationNs, endNs }, tuple);
    from = target;
  }
  return steps;
}

interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly durationNs: number;
  readonly endNs: number;
}

function addRamp(steps: VUStep[], ramp: Ramp, tuple: SegmentTuple): void {
  const { from, to, durationNs, endNs } = ramp;
  let vus = tuple.scale(from);
  // The instance's VU number `vus` is `globalIndex(vus - 1) + 1` in the whole test.
  if (to > from) {
    for (let vu = tuple.globalIndex(vus) + 1; vu <= to; vu = tuple.globalIndex(vus) + 1) {
      addStep(steps, endNs - partOf(durationNs, to - vu, to - from), ++vus);
    }
    return;
  }
  for (; vus > 0; vus--) {
    const vu = tuple.globalIndex(vus - 1) + 1;
    if (vu <= to) return;
    addStep(steps, endNs - partOf(durationNs, vu - 1 - to, from - to), vus - 1);
  }
}

/** floor(value · part / whole); the product itself may be too large for a number. */
function partOf(value: number, part: number, whole: number): number {
  const quotient = Math.floor(value / whole);
  const remainder = value - quotient * whole;
  return quotient * part + Math.floor((remainder * part) / whole);
}

function addStep(steps: VUStep[], offsetNs: number, vus: number): void {
  if (steps.at(-1)?.vus !== vus) steps.push({ offsetMs: offsetNs / 1e6, vus });
}

/** For whoever begins in the middle: the step that holds at that time, and those after it. */
export function stepsFrom(elapsedMs: number, steps: readonly VUStep[]): readonly VUStep[] {
  if (elapsedMs === 0) return steps;
  return steps.slice(
    Math.max(
      0,
      steps.findLastIndex(({ offsetMs }) => offsetMs <= elapsedMs),
    ),
  );
}

export interface GracePeriods {
  readonly gracefulRampDownMs: number;
  /** When the scenario is over for good: all stages and gracefulStop. */
  readonly endMs: number;
}

/**
 * The VUs to keep at hand for the raw steps. A VU that has to stop may still be busy for gracefulRampDown, so at
 * any time it is the highest raw value of the last gracefulRampDown: reductions come that much later, and not at
 * all when the value is back by then or the end comes first.
 */
export function plannedSteps(raw: readonly VUStep[], { gracefulRampDownMs, endMs }: GracePeriods): VUStep[] {
  const planned = gracefulRampDownMs > 0 ? slidingMaximum(raw, gracefulRampDownMs, endMs) : [...raw];
  if (planned.at(-1)?.vus !== 0) planned.push({ offsetMs: endMs, vus: 0 });
  return planned;
}

function slidingMaximum(raw: readonly VUStep[], windowMs: number, endMs: number): VUStep[] {
  const steps: VUStep[] = [];
  // Values that can still become the maximum, descending, each with the time from which on it no longer counts.
  const candidates: { vus: number; expiresMs: number }[] = [];
  let head = 0;
  const emit = (offsetMs: number): void => {
    const vus = candidates[head]?.vus ?? 0;
    if (steps.at(-1)?.vus !== vus) steps.push({ offsetMs, vus });
  };
  const expireBefore = (limitMs: number): void => {
    for (
      let first = candidates[head];
      first !== undefined && first.expiresMs < limitMs;
      first = candidates[head]
    ) {
      head++;
      emit(first.expiresMs);
    }
  };
  raw.forEach(({ offsetMs, vus }, i) => {
    expireBefore(offsetMs);
    while (candidates.length > head && (candidates.at(-1)?.vus ?? 0) <= vus) candidates.pop();
    candidates.push({ vus, expiresMs: (raw[i + 1]?.offsetMs ?? Number.POSITIVE_INFINITY) + windowMs });
    emit(offsetMs);
  });
  expireBefore(endMs);
  return steps;
}
