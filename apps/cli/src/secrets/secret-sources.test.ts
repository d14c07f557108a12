import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '@squall/core';
import { expect, test } from 'vitest';
import type { Redactor } from '../logging/cli-logger.ts';
import { hideSecrets } from './hide-secrets.ts';
import { readSecretSources } from './secret-sources.ts';

function fileWith(text: string): Disposable & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'squall-secrets-'));
  const path = join(folder, 'secrets');
  writeFileSync(path, text);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

test('mock sources hold what is written, and a single source is the default', () => {
  expect(readSecretSources(['mock=a=1,b=x=y,name=mine'], {})).toEqual([
    { kind: 'known', name: 'mine', isDefault: true, values: { a: '1', b: 'x=y' } },
  ]);
});

test.each([
  ['file=PATH', { name: 'file', isDefault: false }],
  ['file=name=vault,filename=PATH,default', { name: 'vault', isDefault: true }],
])('%s reads lines of a file', (text, { name, isDefault }) => {
  using file = fileWith('user=ann\npassword=a=b\n');
  const [, source] = readSecretSources(['mock=x=y', text.replace('PATH', file.path)], {});
  expect(source).toEqual({ kind: 'known', name, isDefault, values: { user: 'ann', password: 'a=b' } });
});

test('a server is described by variables, a file and the flag, the flag going first', () => {
  using file = fileWith('{"headers":{"X-File":"f"},"timeout":"5s","maxRetries":7,"requestsBurst":2}');
  const env = {
    K6_SECRET_SOURCE_URL_URL_TEMPLATE: 'https://vault.test/{key}',
    K6_SECRET_SOURCE_URL_HEADER_AUTHORIZATION: 'Bearer t',
    K6_SECRET_SOURCE_URL_MAX_RETRIES: '9',
  };
  const flag = `url=config=${file.path},method=post,headers.X-Inline=i,requestsBurst=4`;
  expect(readSecretSources([flag], env)).toEqual([
    {
      kind: 'url',
      name: 'url',
      isDefault: true,
      urlTemplate: 'https://vault.test/{key}',
      method: 'POST',
      headers: { AUTHORIZATION: 'Bearer t', 'X-File': 'f', 'X-Inline': 'i' },
      responsePath: '',
      timeoutMs: 5000,
      maxRetries: 7,
      retryBackoffMs: 1000,
      requestsPerMinuteLimit: 300,
      requestsBurst: 4,
    },
  ]);
});

test.each([
  [['zz=s.env'], 'no secret source for type "zz" for configuration "zz=s.env"', 255],
  [['mock=a=1,default', 'mock=name=b,default'], 'second one was "mock=name=b,default"', 255],
  [
    ['mock=a=1', 'mock=b=2'],
    'secret source for name "mock" already registered before configuration "mock=b=2"',
    255,
  ],
  [['file=nope.env'], 'open nope.env: no such file or directory', 255],
  [['file=x=1'], 'unknown configuration key for file secret source "x"', 255],
  [['cloud'], "'cloud' is not a valid value for --secret-source", 104],
  [['url'], 'missing or invalid config: urlTemplate is required', 255],
  [['url=urlTemplate=https://x.test'], 'urlTemplate must contain {key} placeholder', 255],
  [['url=urlTemplate=x.test/{key}'], 'urlTemplate must be an absolute URL with a scheme', 255],
  [['url=urlTemplate=https://x/{key},maxRetries=-1'], 'maxRetries must be a whole number', 255],
  [['url=urlTemplate=https://x/{key},timeout=soon'], 'missing or invalid config: timeout: ', 255],
  [['url=nope=1'], 'unknown configuration key "nope"', 255],
])('%j is refused', (texts, message, exitCode) => {
  expect(() => readSecretSources(texts, {})).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message), exitCode }),
  );
});

test('a line without a value is refused', () => {
  using file = fileWith('user\n');
  expect(() => readSecretSources([`file=${file.path}`], {})).toThrow('parsing "user", needs =');
});

test('what scripts read is hidden in messages and fields from then on', () => {
  const redactors: Redactor[] = [];
  const learn = hideSecrets({ addRedactor: (redact) => void redactors.push(redact) });
  const record: LogRecord = {
    level: 'info',
    message: 'it is hunter2, hunter2!',
    fields: { text: 'hunter2', count: 2 },
    timeMs: 0,
  };
  const shown = () => redactors.reduce((seen, redact) => redact(seen), record);
  expect(shown()).toBe(record);
  learn('hunter2');
  learn('  ');
  learn('2');
  expect(shown()).toMatchObject({
    message: 'it is ***SECRET_REDACTED***, ***SECRET_REDACTED***!',
    fields: { text: '***SECRET_REDACTED***', count: 2 },
  });
});
