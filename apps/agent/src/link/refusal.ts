import { UserError } from '@squall/core';
import type { RefusalReason, Refused } from '@squall/protocol';

/** What a refusal means for the agent. */
export type Verdict =
  | { readonly kind: 'retry' }
  /** The coordinator has ended in good order. */
  | { readonly kind: 'coordinator-ended' }
  | { readonly kind: 'failed'; readonly error: UserError };

/** The name may be taken by this agent itself, as long as nobody has noticed that its old connection is dead. */
const RETRY_NAME_MS = 15_000;

const HINTS: Partial<Record<RefusalReason, string>> = {
  credential:
    'use the token that the coordinator shows, or an enrolment token of the controller, with --token or SQUALL_AGENT_TOKEN',
  'load-zone': 'leave out --load-zone, or use an enrolment token that was made for it',
};

export function judgeRefusal(
  { reason, message }: Pick<Refused, 'reason' | 'message'>,
  { once, tryingForMs }: { readonly once: boolean; readonly tryingForMs: number },
): Verdict {
  if (reason === 'closing') return once ? { kind: 'coordinator-ended' } : { kind: 'retry' };
  if (reason === 'name-taken' && tryingForMs < RETRY_NAME_MS) return { kind: 'retry' };
  // A message that was garbled once need not be garbled again.
  if (reason === 'protocol-error') return { kind: 'retry' };
  const hint = HINTS[reason];
  const error = new UserError('AGENT_REFUSED', `the coordinator refuses this agent: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
  });
  return { kind: 'failed', error };
}
