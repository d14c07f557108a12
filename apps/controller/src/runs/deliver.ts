import { createHash } from 'node:crypto';
import { ApiError } from '../errors/api-error.ts';
import { decodePush } from '../k6-push/decode-push.ts';
import type { Services } from '../services.ts';
import { isFinal } from './run-state.ts';
import type { TestRun } from './test-run.ts';

/**
 * Takes what a generator of k6 measured: durable when this resolves, and counted once however often it is sent.
 * @throws ApiError invalid-request for what cannot be read, run-stopped once the run has ended
 */
export async function deliverPush(
  { stores, runs, clock }: Pick<Services, 'stores' | 'runs' | 'clock'>,
  run: TestRun,
  body: Uint8Array,
  idempotencyKey: string | undefined,
): Promise<void> {
  // Read before it is kept: what is stored can be merged later without surprises.
  decodePush(body);
  await stores.frames.add({
    runId: run.id,
    key: idempotencyKey === undefined ? `sha256:${sha256(body)}` : `key:${idempotencyKey}`,
    format: 'k6-push-2',
    body,
    receivedAtMs: clock.wallMs(),
  });
  if (isFinal(run.state)) throw new ApiError('run-stopped', run.resultMessage ?? 'the run has ended');
  await runs.noteDelivery(run);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
