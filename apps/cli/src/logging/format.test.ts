import type { LogFields, LogLevel, LogRecord } from '@squall/core';
import { describe, expect, test } from 'vitest';
import { formatColored, formatJSON, formatLogfmt, formatRaw, formatTime } from './format.ts';

const TIME_MS = Date.UTC(2026, 10, 22, 18, 38, 59, 750);

function record(level: LogLevel, message: string, fields: LogFields = {}): LogRecord {
  return { level, message, fields, timeMs: TIME_MS };
}

const time = `time="${formatTime(TIME_MS)}"`;

describe('logfmt', () => {
  test.each([
    [record('info', 'plain', { source: 'console' }), `${time} level=info msg=plain source=console`],
    [
      record('warning', 'a warning', { source: 'console' }),
      `${time} level=warning msg="a warning" source=console`,
    ],
    [record('info', '', { source: 'console' }), `${time} level=info source=console`],
    [
      record('error', 'x', { b: 'two words', a: '', c: 1.5, d: true }),
      `${time} level=error msg=x a= b="two words" c=1.5 d=true`,
    ],
    [
      record('error', 'Error: boom\n\tat f (file:///x.js:1:2(3))\n'),
      `${time} level=error msg="Error: boom\\n\\tat f (file:///x.js:1:2(3))\\n"`,
    ],
    [record('info', 'a-b._/@^+Z9'), `${time} level=info msg=a-b._/@^+Z9`],
    [record('info', 'a=b'), `${time} level=info msg="a=b"`],
    [record('info', 'say "é"'), `${time} level=info msg="say \\"é\\""`],
  ])('%o', (line, text) => {
    expect(formatLogfmt(line)).toBe(text);
  });
});

test('writes local time with its offset', () => {
  const text = formatTime(TIME_MS);
  expect(text).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/);
  expect(new Date(text).getTime()).toBe(TIME_MS - 750);
});

test('writes JSON with sorted keys, escaped as Go does', () => {
  const line = formatJSON(record('info', 'a <b>&\u2028', { source: 'console', b: 1 }));
  expect(line).toBe(
    `{"b":1,"level":"info","msg":"a \\u003cb\\u003e\\u0026\\u2028","source":"console","time":"${formatTime(TIME_MS)}"}`,
  );
});

test('writes only the message in raw form', () => {
  expect(formatRaw(record('info', 'a\nb', { source: 'console' }))).toBe('a\nb');
});

test('paints lines for terminals', () => {
  const format = formatColored(TIME_MS - 2000);
  expect(format(record('warning', 'a warning line', { source: 'console' }))).toBe(
    `\x1b[33mWARN\x1b[0m[0002] a warning line${' '.repeat(30)}  \x1b[33msource\x1b[0m=console`,
  );
  const crossed = "thresholds on metrics 'checks' have been crossed";
  expect(format(record('error', crossed))).toBe(`\x1b[31mERRO\x1b[0m[0002] ${crossed} `);
  expect(format(record('debug', 'd'))).toContain('\x1b[37mDEBU');
  expect(format(record('info', 'two\nlines\n'))).toContain('two\nlines ');
});
