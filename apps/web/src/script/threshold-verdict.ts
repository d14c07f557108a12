import type { RunDetails } from '../api/types/run.ts';
import { isOver } from '../runs/run-status.ts';
import type { ThresholdLimit } from './thresholds-of.ts';

/** `open`: the run goes on. `unknown`: it ended before thresholds were evaluated. */
export type Verdict = 'held' | 'crossed' | 'open' | 'unknown';

export function verdictOf(
  { metric, expression }: Pick<ThresholdLimit, 'metric' | 'expression'>,
  run: Pick<RunDetails, 'thresholds' | 'state'>,
): Verdict {
  const outcome = run.thresholds?.find((each) => each.metric === metric && each.expression === expression);
  if (outcome !== undefined) return outcome.isCrossed ? 'crossed' : 'held';
  return isOver(run) ? 'unknown' : 'open';
}
