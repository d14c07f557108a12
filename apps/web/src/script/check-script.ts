import { isUserError } from '@squall/core';
import { outlineOf, type TestOutline } from './outline-of.ts';
import { readScript, ScriptProblem } from './read-script.ts';

export type ScriptCheck =
  | { readonly kind: 'right'; readonly outline: TestOutline }
  | { readonly kind: 'wrong'; readonly message: string; readonly line: number | undefined };

/** Whether a script can be started from these pages, and what it would do. */
export function checkScript(source: string): ScriptCheck {
  try {
    const { options, exports } = readScript(source);
    return { kind: 'right', outline: outlineOf(options, (name) => exports.has(name)) };
  } catch (error) {
    if (error instanceof ScriptProblem) return { kind: 'wrong', message: error.message, line: error.line };
    if (isUserError(error)) return { kind: 'wrong', message: error.message, line: undefined };
    throw error;
  }
}
