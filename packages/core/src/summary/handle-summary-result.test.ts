import { describe, expect, test } from 'vitest';
import {
  decideSummaryOutput,
  describeWriteFailures,
  type HandleSummaryOutcome,
  readHandleSummaryResult,
} from './handle-summary-result.ts';

const EXPORT = { target: 'out.json', content: '{}' };
const DEFAULT_TEXT = { target: 'stdout', content: '\nTEXT\n\n' };

describe('what handleSummary() returned', () => {
  test.each([undefined, null, '', 0, false])('%j asks for the default text', (returned) => {
    expect(readHandleSummaryResult(returned)).toEqual({ kind: 'default' });
  });

  test.each(['text', 5, true, [1], () => 1])('%j is no map', (returned) => {
    expect(readHandleSummaryResult(returned)).toEqual({
      kind: 'invalid',
      problem: 'handleSummary() should return a map with string keys',
    });
  });

  test('a map may hold strings and array buffers', () => {
    const bytes = new Uint8Array([0, 255]);
    expect(readHandleSummaryResult({ stdout: 'x', 'a.bin': bytes.buffer })).toEqual({
      kind: 'entries',
      entries: [
        { target: 'stdout', content: 'x' },
        { target: 'a.bin', content: bytes },
      ],
    });
  });

  test('another kind of value spoils the whole map', () => {
    expect(readHandleSummaryResult({ stderr: 'fine', stdout: 42 })).toEqual({
      kind: 'invalid',
      problem:
        'error handling summary object stdout: invalid type int64, it needs to be a string or ArrayBuffer',
    });
  });
});

describe('the summary output', () => {
  test.each<HandleSummaryOutcome>([
    { kind: 'absent' },
    { kind: 'threw' },
    { kind: 'returned', result: { kind: 'default' } },
  ])('is the default text and the export after $kind', (outcome) => {
    expect(decideSummaryOutput(outcome, 'TEXT', EXPORT)).toEqual({ entries: [DEFAULT_TEXT, EXPORT] });
    expect(decideSummaryOutput(outcome, 'TEXT')).toEqual({ entries: [DEFAULT_TEXT] });
  });

  test('is what the script returned, with the export added', () => {
    const entries = [
      { target: 'stdout', content: 'mine' },
      { target: 'out.json', content: 'overwritten' },
    ];
    const outcome: HandleSummaryOutcome = { kind: 'returned', result: { kind: 'entries', entries } };
    expect(decideSummaryOutput(outcome, 'TEXT', EXPORT)).toEqual({
      entries: [{ target: 'stdout', content: 'mine' }, EXPORT],
    });
  });

  test.each<[HandleSummaryOutcome, string]>([
    [{ kind: 'not-a-function' }, 'exported identifier handleSummary must be a function'],
    [{ kind: 'timed-out', timeoutMs: 120_000 }, 'handleSummary() execution timed out after 120 seconds'],
    [{ kind: 'returned', result: { kind: 'invalid', problem: 'bad' } }, 'bad'],
  ])('is nothing but a problem after %j', (outcome, error) => {
    const output = decideSummaryOutput(outcome, 'TEXT', EXPORT);
    expect(output.entries).toEqual([]);
    expect(output.problem?.error).toBe(error);
  });
});

test('files that could not be written are listed in one text', () => {
  expect(
    describeWriteFailures([
      { path: '/nonexistent/dir/x', error: { code: 'ENOENT', message: '' } },
      { path: 'y', error: { code: 'EISDIR', message: '' } },
    ]),
  ).toBe(
    'Could not save some summary information:\n' +
      "\t- could not open '/nonexistent/dir/x': open /nonexistent/dir/x: no such file or directory\n" +
      "\t- could not open 'y': open y: is a directory",
  );
});
