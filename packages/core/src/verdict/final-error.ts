import { EXIT_CODES } from '../errors/codes.ts';
import { isUserError } from '../errors/user-error.ts';
import { abortMessage, crossedMessage } from '../thresholds/evaluate-thresholds.ts';
import type { AbortReason } from './abort-reason.ts';

/** The one error line a run ends with, and the exit code of the process. */
export interface FinalError {
  readonly message: string;
  readonly exitCode: number;
  readonly fields: Readonly<Record<string, string>>;
}

export interface RunVerdict {
  readonly reason: AbortReason | undefined;
  /** A failing teardown; counts only when nothing went wrong before. */
  readonly teardownError: Error | undefined;
  readonly markedAsFailed: boolean;
  /** Names of the metrics whose thresholds fail at the end. */
  readonly crossed: readonly string[];
  /** What is missing of a run over several machines; takes the place of success only. */
  readonly incomplete?: Error | undefined;
}

/** The first error wins: crossed thresholds count only when nothing else ended or failed the run. */
export function finalError(verdict: RunVerdict): FinalError | undefined {
  if (verdict.reason !== undefined) return abortError(verdict.reason);
  if (verdict.teardownError !== undefined) return describeFailure(verdict.teardownError);
  if (verdict.markedAsFailed) return plain('test run was marked as failed', EXIT_CODES.MARKED_AS_FAILED);
  if (verdict.crossed.length > 0)
    return plain(crossedMessage(verdict.crossed), EXIT_CODES.THRESHOLDS_CROSSED);
  return verdict.incomplete === undefined ? undefined : describeFailure(verdict.incomplete);
}

function abortError(reason: AbortReason): FinalError {
  switch (reason.kind) {
    case 'signal':
      return plain(
        `test run was aborted because Squall received a '${reason.signal}' signal`,
        EXIT_CODES.EXTERNAL_ABORT,
      );
    case 'thresholds':
      return plain(abortMessage(reason.metrics), EXIT_CODES.THRESHOLDS_CROSSED);
    case 'script':
      return plain(reason.message, EXIT_CODES.SCRIPT_ABORTED);
    case 'api':
      return plain('test run stopped from REST API', EXIT_CODES.STOPPED_BY_API);
    case 'failure':
      return describeFailure(reason.error);
  }
}

/** The line an error ends with: what the user can fix with its hint, a bug of ours with its stack. */
export function describeFailure(error: unknown): FinalError {
  if (!isUserError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      message: `unexpected Squall panic: ${text}`,
      exitCode: EXIT_CODES.INTERNAL_ERROR,
      fields: { hint: 'this is a bug in Squall, please report it' },
    };
  }
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  return { message: error.message, exitCode: error.exitCode, fields: { ...error.fields, ...hint } };
}

function plain(message: string, exitCode: number): FinalError {
  return { message, exitCode, fields: {} };
}
