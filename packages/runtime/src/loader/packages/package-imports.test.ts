import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readArchive } from '../archive/read-archive.ts';
import { writeArchive } from '../archive/write-archive.ts';
import { createDiskStore } from '../disk-store.ts';
import { fileUrlOf } from '../file-url.ts';
import { sourcesOfArchive } from '../open-script.ts';
import { createSources, sourcesFromSnapshot } from '../script-sources.ts';

const log = { log: () => undefined };

/** A folder with a script `main.js`, and what its imports lead to. */
function project(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'packages-'));
  for (const [name, content] of Object.entries({ 'main.js': '', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const urlOf = (name: string) => fileUrlOf(join(folder, name));
  const store = createDiskStore({
    fetchRemote: () => {
      throw new Error('no network in this test');
    },
  });
  const sources = createSources({ entryUrl: urlOf('main.js'), store, log });
  return {
    folder,
    sources,
    urlOf,
    found(specifier: string, from = 'main.js', kind: 'import' | 'require' = 'import') {
      const resolution = sources.resolve(specifier, urlOf(from), kind);
      return resolution.kind === 'source' ? resolution.url.replace(fileUrlOf(`${folder}/`), '') : resolution;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

const manifest = (value: object) => JSON.stringify({ name: 'a', ...value });

test.each([
  ['nothing said: index.js', {}, 'a', 'index.js'],
  ['main without its ending', { main: 'lib/main' }, 'a', 'lib/main.js'],
  ['main that is a folder', { main: 'lib' }, 'a', 'lib/index.js'],
  ['module goes over main', { main: 'index.js', module: 'lib/main.js' }, 'a', 'lib/main.js'],
  ['browser goes over both', { main: 'index.js', browser: './lib/main.js' }, 'a', 'lib/main.js'],
  ['files that browsers get instead', { browser: { './index.js': './lib/main.js' } }, 'a', 'lib/main.js'],
  ['a file below', {}, 'a/lib/main', 'lib/main.js'],
  ['exports', { exports: './lib/main.js' }, 'a', 'lib/main.js'],
  ['exports below', { exports: { './x': './lib/main.js' } }, 'a/x', 'lib/main.js'],
  [
    'conditions',
    { exports: { require: './index.js', node: './index.js', default: './lib/main.js' } },
    'a',
    'lib/main.js',
  ],
])('the file of a package: %s', (_, description, specifier, expected) => {
  using dir = project({
    'node_modules/a/package.json': manifest(description),
    'node_modules/a/index.js': '',
    'node_modules/a/lib/main.js': '',
    'node_modules/a/lib/index.js': '',
  });
  expect(dir.found(specifier)).toBe(`node_modules/a/${expected}`);
});

test('import and require may get different files', () => {
  using dir = project({
    'node_modules/@s/a/package.json': manifest({
      exports: { import: './esm.js', require: './common.cjs' },
    }),
    'node_modules/@s/a/esm.js': '',
    'node_modules/@s/a/common.cjs': '',
  });
  expect(dir.found('@s/a')).toBe('node_modules/@s/a/esm.js');
  expect(dir.found('@s/a', 'main.js', 'require')).toBe('node_modules/@s/a/common.cjs');
});

test('the nearest folder of packages counts, for packages too', () => {
  using dir = project({
    'deep/er/x.js': '',
    'node_modules/a/package.json': manifest({}),
    'node_modules/a/index.js': '',
    'node_modules/a/lib/x.js': '',
    'node_modules/b/package.json': '{}',
    'node_modules/b/index.js': '',
    'node_modules/a/node_modules/b/package.json': '{}',
    'node_modules/a/node_modules/b/index.js': '',
  });
  expect(dir.found('b', 'deep/er/x.js')).toBe('node_modules/b/index.js');
  expect(dir.found('b', 'node_modules/a/index.js')).toBe('node_modules/a/node_modules/b/index.js');
  expect(dir.found('./lib/x', 'node_modules/a/index.js')).toBe('node_modules/a/lib/x.js');
});

test('what a package imports under names of its own', () => {
  using dir = project({
    'node_modules/a/package.json': manifest({
      imports: { '#in': { browser: './in.js', default: './no.js' } },
    }),
    'node_modules/a/in.js': '',
  });
  expect(dir.found('#in', 'node_modules/a/index.js')).toBe('node_modules/a/in.js');
});

test('links of package managers lead to where a package finds its own', () => {
  using dir = project({
    'store/a/node_modules/a/package.json': manifest({}),
    'store/a/node_modules/a/index.js': '',
    'store/a/node_modules/b/package.json': '{}',
    'store/a/node_modules/b/index.js': '',
  });
  mkdirSync(join(dir.folder, 'node_modules'));
  symlinkSync('../store/a/node_modules/a', join(dir.folder, 'node_modules/a'));
  expect(dir.found('a')).toBe('store/a/node_modules/a/index.js');
  expect(dir.found('b', 'store/a/node_modules/a/index.js')).toBe('store/a/node_modules/b/index.js');
});

test('JSON of packages is a module, and packages are told that they run in production', () => {
  using dir = project({
    'node_modules/a/package.json': manifest({ main: 'x.js' }),
    'node_modules/a/x.js': 'if (process.env.NODE_ENV !== "test") require("./package.json");',
  });
  const code = (name: string) => dir.sources.load(dir.urlOf(name)).code;
  expect(code('node_modules/a/package.json')).toBe('module.exports = {"name":"a","main":"x.js"}');
  expect(code('node_modules/a/x.js')).toBe('if (        "production" !== "test") require("./package.json");');
});

test.each([
  ['not-there', "couldn't be recognised as something k6 supports"],
  ['a/missing', 'has no file for "./missing"'],
  ['closed/x', 'Missing "./x" specifier in "closed" package'],
  ['broken', 'package.json cannot be read'],
])('%s is refused', (specifier, text) => {
  using dir = project({
    'node_modules/a/package.json': manifest({}),
    'node_modules/closed/package.json': manifest({ name: 'closed', exports: './index.js' }),
    'node_modules/broken/package.json': '{',
  });
  expect(() => dir.found(specifier)).toThrow(text);
});

test('a package that needs modules of Node says so', () => {
  using dir = project({ 'node_modules/a/package.json': manifest({}), 'node_modules/a/index.js': '' });
  expect(() => dir.found('fs', 'node_modules/a/index.js')).toThrow('the package "a" needs "fs" of Node.js');
  expect(() => dir.found('fs')).toThrow("couldn't be recognised");
});

test('other threads and archives find what was found, whatever there is on disk', async () => {
  using dir = project({
    'node_modules/a/package.json': manifest({ main: 'x.js' }),
    'node_modules/a/x.js': 'export default 1',
  });
  const { sources } = dir;
  sources.load(sources.entryUrl);
  const found = sources.resolve('a', sources.entryUrl);
  sources.load(dir.urlOf('node_modules/a/x.js'));
  rmSync(join(dir.folder, 'node_modules'), { recursive: true });
  const snapshot = structuredClone(sources.snapshot());
  expect(sourcesFromSnapshot(snapshot, log).resolve('a', sources.entryUrl)).toEqual(found);
  const bytes = await writeArchive({
    snapshot,
    nowMs: 0,
    options: {},
    env: {},
    compatibilityMode: 'extended',
    k6version: '2.2.0',
    goos: 'linux',
    dependencies: {},
  });
  const archived = sourcesOfArchive(await readArchive(bytes, 'test.tar'), log);
  const inArchive = archived.resolve('a', archived.entryUrl);
  expect(archived.load('url' in inArchive ? inArchive.url : '').code).toBe('export default 1');
});
