import { EXIT_CODES } from '@squall/core';
import { RUN_ERRORS } from '../runs/run-service.ts';
import type { TestRun } from '../runs/test-run.ts';
import type { RunConclusion } from './run-facts.ts';

/**
 * Of a run on one machine that ended in the same way. Runs on agents are judged as such a run is, and keep what came
 * of it; of others there is only what was stored of their end.
 */
export function exitCodeOf(
  { result, resultCode }: Pick<TestRun, 'result' | 'resultCode'>,
  conclusion: Pick<RunConclusion, 'exitCode'> | null,
): number {
  if (conclusion !== null) return conclusion.exitCode;
  if (result === 'failed') return EXIT_CODES.THRESHOLDS_CROSSED;
  if (result !== 'error') return EXIT_CODES.OK;
  switch (resultCode) {
    case RUN_ERRORS.aborted:
      return EXIT_CODES.STOPPED_BY_API;
    case RUN_ERRORS.scriptException:
      return EXIT_CODES.SCRIPT_EXCEPTION;
    default:
      return EXIT_CODES.RUN_FAILED;
  }
}
