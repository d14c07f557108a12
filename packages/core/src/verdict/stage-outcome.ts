import { UserError } from '../errors/user-error.ts';
import { fromWireError, type WireError } from '../errors/wire-error.ts';

export type Stage = 'setup' | 'teardown';

/** How setup or teardown ended. Plain data. */
export type StageOutcome =
  | { readonly kind: 'completed'; readonly resultJson: string | undefined }
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'interrupted' };

/** What a run has to say about a stage that did not complete; an interrupted one is what somebody asked for. */
export function stageError(stage: Stage, outcome: StageOutcome, timeoutMs: number): Error | undefined {
  switch (outcome.kind) {
    case 'completed':
    case 'interrupted':
      return undefined;
    case 'failed':
      return fromWireError(outcome.error);
    case 'timed-out':
      return new UserError(
        stage === 'setup' ? 'SETUP_TIMEOUT' : 'TEARDOWN_TIMEOUT',
        `${stage}() execution timed out after ${(timeoutMs / 1000).toFixed(0)} seconds`,
        { hint: `You can increase the time limit via the ${stage}Timeout option` },
      );
  }
}
