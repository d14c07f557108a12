import { goTypeName } from '../errors/go-type-name.ts';
import { type SystemError, systemErrorText } from '../errors/system-error.ts';

/** How the script's `handleSummary()` went; plain data, so it can cross threads. */
export type HandleSummaryOutcome =
  /** Not exported. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-a-function' }
  | { readonly kind: 'returned'; readonly result: HandleSummaryResult }
  /** Threw, or aborted the test; whoever ran it has logged that. */
  | { readonly kind: 'threw' }
  | { readonly kind: 'timed-out'; readonly timeoutMs: number };

export type HandleSummaryResult =
  /** Nothing returned: the default text is wanted. */
  | { readonly kind: 'default' }
  | { readonly kind: 'entries'; readonly entries: readonly SummaryEntry[] }
  | { readonly kind: 'invalid'; readonly problem: string };

export interface SummaryEntry {
  /** `stdout`, `stderr` or a file path. */
  readonly target: string;
  readonly content: string | Uint8Array;
}

/** What to write at the end of a run, and what to log; neither changes the exit code. */
export interface SummaryOutput {
  readonly entries: readonly SummaryEntry[];
  readonly problem?: SummaryProblem;
}

/** Logged as an error under `SUMMARY_FAILURE` with the text in the field `error`. */
export interface SummaryProblem {
  readonly error: string;
  readonly hint?: string;
}

export const SUMMARY_FAILURE = 'failed to handle the end-of-test summary';

/** Reads what `handleSummary()` returned (or its promise resolved to); the value may be of another realm. */
export function readHandleSummaryResult(returned: unknown): HandleSummaryResult {
  if (!returned) return { kind: 'default' };
  if (goTypeName(returned) !== 'map[string]interface {}') {
    return { kind: 'invalid', problem: 'handleSummary() should return a map with string keys' };
  }
  const entries: SummaryEntry[] = [];
  for (const [target, value] of Object.entries(returned)) {
    const content = contentOf(value);
    if (content === undefined) {
      const type = goTypeName(value);
      const expected = 'it needs to be a string or ArrayBuffer';
      return {
        kind: 'invalid',
        problem: `error handling summary object ${target}: invalid type ${type}, ${expected}`,
      };
    }
    entries.push({ target, content });
  }
  return { kind: 'entries', entries };
}

/** Decides what is written. The export file goes with everything but a failed `handleSummary()`. */
export function decideSummaryOutput(
  outcome: HandleSummaryOutcome,
  defaultText: string,
  exportFile?: SummaryEntry,
): SummaryOutput {
  const exported = exportFile === undefined ? [] : [exportFile];
  const withDefaultText = { entries: [{ target: 'stdout', content: `\n${defaultText}\n\n` }, ...exported] };
  switch (outcome.kind) {
    case 'absent':
    case 'threw':
      return withDefaultText;
    case 'not-a-function':
      return failed({ error: 'exported identifier handleSummary must be a function' });
    case 'timed-out':
      return failed({
        error: `handleSummary() execution timed out after ${(outcome.timeoutMs / 1000).toFixed(0)} seconds`,
        hint: 'You can increase the time limit via the handleSummaryTimeout option',
      });
    case 'returned':
      switch (outcome.result.kind) {
        case 'default':
          return withDefaultText;
        case 'invalid':
          return failed({ error: outcome.result.problem });
        case 'entries':
          return { entries: [...withoutTarget(outcome.result.entries, exportFile?.target), ...exported] };
      }
  }
}

export interface SummaryWriteFailure {
  readonly path: string;
  readonly error: SystemError;
}

/** The `error` text when some files could not be written (the others are written all the same). */
export function describeWriteFailures(failures: readonly SummaryWriteFailure[]): string {
  const lines = failures.map(({ path, error }) => {
    return `could not open '${path}': open ${path}: ${systemErrorText(error)}`;
  });
  return ['Could not save some summary information:', ...lines].join('\n\t- ');
}

function failed(problem: SummaryProblem): SummaryOutput {
  return { entries: [], problem };
}

function contentOf(value: unknown): string | Uint8Array | undefined {
  if (typeof value === 'string') return value;
  // A copy: the buffer belongs to the script.
  if (goTypeName(value) === 'sobek.ArrayBuffer') return new Uint8Array(value as ArrayBuffer).slice();
  return undefined;
}

function withoutTarget(
  entries: readonly SummaryEntry[],
  target: string | undefined,
): readonly SummaryEntry[] {
  return entries.filter((entry) => entry.target !== target);
}
