import { expect, test } from 'vitest';
import { parseLogOutput } from './log-output.ts';

test.each(['stderr', 'stdout', 'none'] as const)('knows %s', (kind) => {
  expect(parseLogOutput(kind)).toEqual({ kind });
});

test('reads a file with a level', () => {
  const output = parseLogOutput('file=./k6.log,level=warn');
  expect(output).toMatchObject({ kind: 'file', path: './k6.log' });
  if (output.kind !== 'file') throw new Error('not a file');
  expect((['debug', 'info', 'warning', 'error'] as const).filter(output.accepts)).toEqual([
    'warning',
    'error',
  ]);
});

test('reads settings of Loki', () => {
  expect(parseLogOutput('loki')).toMatchObject({
    kind: 'loki',
    settings: { url: 'http://127.0.0.1:3100/loki/api/v1/push', limit: 100, pushPeriodMs: 1000 },
  });
  const text =
    'loki=http://h/push,limit=2,pushPeriod=5m32s,msgMaxSize=7,allowedLabels=[foo,level],label.foo=bar,header.X-A=y=z,level=error';
  expect(parseLogOutput(text)).toMatchObject({
    settings: {
      url: 'http://h/push',
      limit: 2,
      pushPeriodMs: 332_000,
      maxMessageCharacters: 7,
      allowedLabels: ['foo', 'level'],
      labels: { foo: 'bar' },
      headers: { 'X-A': 'y=z' },
    },
  });
});

test.each([
  ['foo', "unsupported log output 'foo'"],
  ['file', 'error while parsing logfile configuration key `file` with no value'],
  ['file=', 'error while parsing logfile configuration key `file` with no value'],
  ['file=a,foo=1', 'unknown logfile config key foo'],
  ['file=a,level=zz', 'unknown log level zz'],
  ['filex=1', 'logfile configuration should be in the form `file=path-to-local-file` but is `filex=1`'],
  ['lokix', 'loki configuration should be in the form `loki=url-to-push` but is `lokix`'],
  ['loki=u,foo=1', 'unknown loki config key foo'],
  ['loki=u,limit=a', 'couldn\'t parse the loki limit as a number strconv.Atoi: parsing "a": invalid syntax'],
  ['loki=u,limit=0', 'loki limit needs to be a positive number, is 0'],
  ['loki=u,msgMaxSize=0', 'loki msgMaxSize needs to be a positive number, is 0'],
  ['loki=u,pushPeriod=zz', 'couldn\'t parse the loki pushPeriod time: invalid duration "zz"'],
])('refuses %s', (text, message) => {
  expect(() => parseLogOutput(text)).toThrow(expect.objectContaining({ message, exitCode: 255 }));
});
