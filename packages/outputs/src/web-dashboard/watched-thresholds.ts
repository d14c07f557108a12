import type { RunOutcome } from '@squall/core';
import type { TestOutline } from '../output-context.ts';

export interface WatchedThreshold {
  readonly metric: string;
  readonly expression: string;
  /** Undefined as long as nobody knows. */
  readonly isCrossed: boolean | undefined;
}

export function watchedThresholds(
  { thresholds }: TestOutline,
  outcome: RunOutcome | undefined,
): WatchedThreshold[] {
  return Object.entries(thresholds).flatMap(([metric, expressions]) =>
    expressions.map((expression) => ({
      metric,
      expression,
      isCrossed: outcome?.thresholds[metric]?.[expression],
    })),
  );
}
