import { expect, test } from 'vitest';
import { readScriptArgument } from './script-argument.ts';
import type { FileRead, SourceStore } from './source-store.ts';

const FILES: Readonly<Record<string, FileRead>> = {
  '/tests/a.js': { kind: 'file', bytes: Buffer.from('a') },
  '/tests/folder': { kind: 'directory' },
  '/tests/secret.js': { kind: 'failed', reason: 'permission denied' },
};

const store: SourceStore = {
  readFile: (path) =>
    FILES[path] ?? { kind: path.length > 50 ? 'failed' : 'missing', reason: 'name too long' },
  realPath: (path) => path,
  fetchRemote: (url) => Buffer.from(`fetched ${url}`),
};

const read = (argument: string, stdin?: Uint8Array) => {
  const script = readScriptArgument(argument, {
    workingDirectory: '/tests',
    store,
    ...(stdin === undefined ? {} : { stdin }),
  });
  return { ...script, bytes: Buffer.from(script.bytes).toString() };
};

test.each(['a.js', './a.js', '/tests/a.js', 'folder/../a.js', 'file:///tests/a.js'])(
  'finds %s',
  (argument) => {
    expect(read(argument)).toMatchObject({
      url: 'file:///tests/a.js',
      bytes: 'a',
      workingDirectoryUrl: 'file:///tests/',
    });
  },
);

test('reads standard input for a dash', () => {
  expect(read('-', Buffer.from('piped'))).toMatchObject({ url: 'file:///-', bytes: 'piped' });
});

test('fetches a remote script, however long its address is', () => {
  const url = `https://example.com/${'long/'.repeat(20)}a.js`;
  expect(read(url).bytes).toBe(`fetched ${url}`);
});

test.each([
  ['nope.js', 'The moduleSpecifier "nope.js" couldn\'t be found on local disk'],
  ['./nope.js', 'The moduleSpecifier "./nope.js" couldn\'t be found on local disk'],
  ['folder', 'read /tests/folder: is a directory'],
  ['./folder', 'read /tests/folder: is a directory'],
  ['secret.js', 'open /tests/secret.js: permission denied'],
  ['/tests/secret.js', 'open /tests/secret.js: permission denied'],
])('says why %s cannot be read', (argument, message) => {
  expect(() => read(argument)).toThrow(message);
});
