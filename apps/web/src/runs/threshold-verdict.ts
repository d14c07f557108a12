import type { ThresholdResult } from '../api/types/results.ts';
import type { Run } from '../api/types/run.ts';
import { isOver, type Tone } from './run-status.ts';

/** `open`: nothing measured yet. `unknown`: the run ended before anything was. */
export type Verdict = 'held' | 'crossed' | 'open' | 'unknown';

export function verdictOf(
  { actual, isCrossed }: Pick<ThresholdResult, 'actual' | 'isCrossed'>,
  run: Pick<Run, 'state'>,
): Verdict {
  if (isCrossed) return 'crossed';
  if (actual !== null) return 'held';
  return isOver(run) ? 'unknown' : 'open';
}

export const VERDICT_LOOK = {
  held: { tone: 'good', text: 'Held' },
  crossed: { tone: 'bad', text: 'Crossed' },
  open: { tone: 'idle', text: 'Open' },
  unknown: { tone: 'idle', text: 'Not evaluated' },
} as const satisfies Record<Verdict, { tone: Tone; text: string }>;

/** Names a threshold in addresses. */
export function keyOfThreshold({
  metric,
  expression,
}: Pick<ThresholdResult, 'metric' | 'expression'>): string {
  return `${metric} ${expression}`;
}
