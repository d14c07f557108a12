import { type Logger, toWireError } from '@squall/core';
import { causeOf } from './failure-cause.ts';
import { loadAssigned } from './load-assigned.ts';
import type { FromRunner, ToRunner } from './messages.ts';

type Inspect = Extract<ToRunner, { readonly type: 'inspect' }>;

/** What init code prints is shown when the test runs. */
const SILENT: Logger = { log: () => undefined };

/** Runs the init code of a script once, and tells what it exports and measures. */
export async function inspectArchive(
  { env, setup }: Inspect,
  post: (message: FromRunner) => void,
): Promise<void> {
  try {
    await using test = await loadAssigned({ env }, setup, SILENT);
    const { exports, metrics, optionsJson } = test.script;
    const names = Object.keys(exports).filter((name) => exports[name]);
    post({ type: 'inspected', facts: { exports: names, metrics, optionsJson } });
  } catch (error) {
    post({ type: 'failed', cause: causeOf(error), error: toWireError(error) });
  }
}
