import { EXIT_CODES, type FinalError } from '@squall/core';
import type { RunStop } from '@squall/engine';
import type { RunRequest } from '../engine-calls.ts';
import type { LocalDeps } from './local-deps.ts';
import type { PreparedTest } from './prepare-test.ts';
import type { SignalHandling } from './signals.ts';

/** Keeps everything as it is when the load is over, for whoever wants to look at it (`--linger`). */
export async function linger(
  test: PreparedTest,
  { stop, signals }: { readonly stop: RunStop; readonly signals: SignalHandling },
  { terminal }: Pick<LocalDeps, 'terminal'>,
): Promise<void> {
  if (test.config.linger !== true || stop.reason?.kind === 'signal') return;
  terminal.print(
    'The test is done, but --linger was enabled, so Squall is waiting for Ctrl+C to continue...\n',
  );
  await signals.waitForSignal();
}

/** Says what went wrong, if anything; returns the exit code. */
export function conclude({ log }: RunRequest, error: FinalError | undefined): number {
  if (error === undefined) return EXIT_CODES.OK;
  log.log('error', error.message, error.fields);
  return error.exitCode;
}
