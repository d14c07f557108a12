import type { ClusterResult } from '@squall/coordinator';
import { type AbortReason, EXIT_CODES } from '@squall/core';
import type { RunConclusion } from '../results/run-facts.ts';
import { RUN_ERRORS } from './run-service.ts';
import type { ThresholdOutcome, Transition } from './test-run.ts';

/** What a run on agents came to, as it is stored. */
export function outcomeOf(
  {
    thresholds,
    error,
  }: Pick<ClusterResult, 'thresholds'> & { readonly error: Pick<Error, 'message'> | undefined },
  reason: AbortReason | undefined,
  byUser: string | undefined,
): Omit<Transition, 'atMs'> {
  const outcomes: ThresholdOutcome[] = (thresholds?.metrics ?? []).flatMap(({ metric, results }) =>
    results.map(({ expression, ok }) => ({ metric, expression, isCrossed: !ok })),
  );
  if (error === undefined) return { to: 'completed', result: 'passed', thresholds: outcomes };
  const told = { message: error.message, thresholds: outcomes };
  if (reason === undefined) {
    const isCrossed = outcomes.some((outcome) => outcome.isCrossed);
    return { ...told, to: 'completed', result: isCrossed ? 'failed' : 'error' };
  }
  const aborted = { ...told, to: 'aborted', code: codeOf(reason) } as const;
  if (reason.kind === 'thresholds') return { ...aborted, result: 'failed' };
  if (byUser === undefined) return { ...aborted, result: 'error' };
  return { ...aborted, result: 'error', byUser, message: `stopped by ${byUser}` };
}

/** What is told of the run besides: all of it as on one machine. */
export function conclusionOf(
  { error, durationMs, setupDataJson, notices, completeness }: ClusterResult,
  reason: AbortReason | undefined,
): RunConclusion {
  return {
    exitCode: error?.exitCode ?? EXIT_CODES.OK,
    elapsedMs: durationMs,
    isInterrupted: reason !== undefined,
    setupDataJson: setupDataJson ?? null,
    notices,
    losses: completeness.losses.map(({ instance, epoch, reason }) => ({ instance, epoch, reason })),
  };
}

function codeOf({ kind }: AbortReason): number {
  return kind === 'failure' ? RUN_ERRORS.lost : RUN_ERRORS.aborted;
}
