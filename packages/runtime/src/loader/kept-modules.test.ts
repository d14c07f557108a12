import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchKeepingCopies } from './kept-modules.ts';

const URL_A = 'https://host.example/a.js';
const UNREACHABLE = `Get "${URL_A}": dial tcp: lookup host.example: no such host`;

/** A server that answers until it is told to fail. */
function fetching() {
  const folder = mkdtempSync(join(tmpdir(), 'kept-modules-'));
  const warnings: string[] = [];
  const server = { body: 'first', failure: undefined as string | undefined };
  const fetch = fetchKeepingCopies({
    folder: join(folder, 'modules'),
    fetch: () => {
      if (server.failure !== undefined) throw new Error(server.failure);
      return Buffer.from(server.body);
    },
    log: { log: (_level, message) => warnings.push(message) },
  });
  return {
    server,
    warnings,
    text: (url = URL_A) => Buffer.from(fetch(url)).toString(),
    copies: () => readdirSync(join(folder, 'modules')).map((name) => join(folder, 'modules', name)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

test('the last copy serves while the server is away, with a warning', () => {
  using modules = fetching();
  modules.text();
  modules.server.body = 'second';
  expect(modules.text()).toBe('second');
  modules.server.failure = UNREACHABLE;
  expect(modules.text()).toBe('second');
  expect(modules.warnings).toEqual([`${URL_A} cannot be fetched; the copy of an earlier run is used`]);
  expect(() => modules.text('https://host.example/b.js')).toThrow('no such host');
});

test('what the server says of a module goes over the copy', () => {
  using modules = fetching();
  modules.text();
  modules.server.failure = `not found: ${URL_A}`;
  expect(() => modules.text()).toThrow('not found');
});

test('a copy that was changed or cut off is none', () => {
  using modules = fetching();
  modules.text();
  modules.server.failure = UNREACHABLE;
  const [file = ''] = modules.copies();
  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, -1));
  expect(() => modules.text()).toThrow('no such host');
  writeFileSync(file, Buffer.concat([whole, Buffer.from('!')]));
  expect(() => modules.text()).toThrow('no such host');
});

test('where nothing can be kept, modules are fetched all the same', () => {
  const fetch = fetchKeepingCopies({
    folder: '/dev/null/no-folder',
    fetch: () => Buffer.from('body'),
    log: { log: () => undefined },
  });
  expect(Buffer.from(fetch(URL_A)).toString()).toBe('body');
});
