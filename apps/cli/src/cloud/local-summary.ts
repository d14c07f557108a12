import { type Clock, effective, type HandleSummaryOutcome } from '@squall/core';
import { InstanceRun, type LoadedTest, planInstance } from '@squall/engine';
import type { PreparedTest } from '../local/prepare-test.ts';

/** Nobody watches this thread make progress. */
const PROGRESS_EVERY_MS = 60_000;

/**
 * Asks the script on this machine for its summary of a run elsewhere, so that the files it returns are written where
 * the user is.
 */
export async function summarizeHere(
  loaded: LoadedTest,
  { config, options, tuple, runTags }: PreparedTest,
  { dataJson, clock }: { readonly dataJson: string; readonly clock: Clock },
): Promise<HandleSummaryOutcome> {
  if (loaded.script.exports.handleSummary === undefined) return { kind: 'absent' };
  const plan = planInstance({
    options,
    systemTags: config.systemTags ?? [],
    runTags,
    tuple,
    workers: 1,
    progressEveryMs: PROGRESS_EVERY_MS,
    streamSamples: false,
  });
  const ignore = () => undefined;
  const listener = { measured: ignore, progressed: ignore, abortRequested: ignore, markedAsFailed: ignore };
  const instance = new InstanceRun(loaded, plan, { clock, listener });
  await instance.initSummary();
  return instance.summarize(dataJson, effective(options, 'handleSummaryTimeout'));
}
