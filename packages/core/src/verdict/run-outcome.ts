import { isUserError } from '../errors/user-error.ts';
import type { RunOutcome } from '../metrics/output.ts';
import type { ThresholdEvaluation } from '../thresholds/evaluate-thresholds.ts';
import type { AbortReason } from './abort-reason.ts';
import type { RunVerdict } from './final-error.ts';

type Ending = RunOutcome['ending'];

/** What outputs are told of the end of a run. */
export function runOutcome(
  { reason, teardownError, markedAsFailed, incomplete }: Omit<RunVerdict, 'crossed'>,
  evaluation: ThresholdEvaluation | undefined,
): RunOutcome {
  const metrics = evaluation?.metrics ?? [];
  return {
    ending: endingOf(reason, teardownError ?? incomplete),
    hasFailed: markedAsFailed || metrics.some(({ failed }) => failed),
    thresholds: Object.fromEntries(
      metrics.map(({ metric, results }) => [
        metric,
        Object.fromEntries(results.map(({ expression, ok }) => [expression, !ok])),
      ]),
    ),
  };
}

function endingOf(reason: AbortReason | undefined, teardownError: Error | undefined): Ending {
  switch (reason?.kind) {
    case undefined:
      return teardownError === undefined ? 'finished' : endingOfFailure(teardownError);
    case 'signal':
    case 'script':
    case 'api':
      return 'user';
    case 'thresholds':
      return 'threshold';
    case 'failure':
      return endingOfFailure(reason.error);
  }
}

function endingOfFailure(error: Error): Ending {
  if (!isUserError(error)) return 'system';
  if (error.code === 'SETUP_TIMEOUT' || error.code === 'TEARDOWN_TIMEOUT') return 'timeout';
  return error.code.startsWith('SCRIPT_') ? 'script' : 'system';
}
