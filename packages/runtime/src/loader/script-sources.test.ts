import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LogRecord } from '@squall/core';
import { expect, test } from 'vitest';
import type { ScriptSources } from './contract.ts';
import { createDiskStore } from './disk-store.ts';
import { fileUrlOf } from './file-url.ts';
import { createSources, STDIN_URL, sourcesFromSnapshot } from './script-sources.ts';

const noNetwork = () => {
  throw new Error('no network in this test');
};

function folderWith(files: Record<string, string | Uint8Array>) {
  const folder = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const warnings: Pick<LogRecord, 'message' | 'fields'>[] = [];
  const store = createDiskStore({ fetchRemote: noNetwork });
  const log = { log: (_level: string, message: string, fields = {}) => warnings.push({ message, fields }) };
  return {
    folder,
    warnings,
    url: (name: string) => fileUrlOf(join(folder, name)),
    sources: (entry: string): ScriptSources =>
      createSources({ entryUrl: fileUrlOf(join(folder, entry)), store, log }),
    sourcesOfText: (entryText: string) => createSources({ entryUrl: STDIN_URL, entryText, store, log }),
    log,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

test('a relative import is read from the folder of the importing file', () => {
  using dir = folderWith({ 'main.js': 'import "./lib/a.js"', 'lib/a.js': 'export default 1' });
  const sources = dir.sources('main.js');
  const resolution = sources.resolve('./lib/a.js', sources.entryUrl);
  expect(resolution).toEqual({ kind: 'source', url: dir.url('lib/a.js') });
  expect(sources.load(dir.url('lib/a.js'))).toEqual({
    url: dir.url('lib/a.js'),
    code: 'export default 1',
    map: undefined,
    originalText: 'export default 1',
  });
});

test('each file is read once, whatever becomes of it on disk', () => {
  using dir = folderWith({ 'main.js': '1', 'data.txt': 'first' });
  const sources = dir.sources('main.js');
  sources.load(sources.entryUrl);
  sources.open('./data.txt', sources.entryUrl);
  writeFileSync(join(dir.folder, 'main.js'), '2');
  writeFileSync(join(dir.folder, 'data.txt'), 'second');
  expect(sources.load(sources.entryUrl).code).toBe('1');
  expect(text(sources.open('data.txt', sources.entryUrl))).toBe('first');
});

test('a missing module is named as the script wrote it', () => {
  using dir = folderWith({ 'main.js': '' });
  const sources = dir.sources('main.js');
  const resolution = sources.resolve('./nope.js', sources.entryUrl);
  const load = () => sources.load((resolution as { url: string }).url);
  expect(load).toThrow(/^The moduleSpecifier ".\/nope.js" couldn't be found on local disk. Make sure/);
  expect(load).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND', exitCode: 107 }));
});

test('names without an extension and folders are not completed', () => {
  using dir = folderWith({ 'main.js': '', 'sub/index.js': '' });
  const sources = dir.sources('main.js');
  for (const specifier of ['./main', './sub', './sub/']) {
    const { url } = sources.resolve(specifier, sources.entryUrl) as { url: string };
    expect(() => sources.load(url)).toThrow("couldn't be found on local disk");
  }
});

test('files whose names need escaping in a URL are found', () => {
  using dir = folderWith({ 'main.js': '', 'da ta é.js': 'spaced', 'a%b.js': 'percent' });
  const sources = dir.sources('main.js');
  const load = (specifier: string) =>
    sources.load((sources.resolve(specifier, sources.entryUrl) as { url: string }).url).code;
  expect(load('./da ta é.js')).toBe('spaced');
  expect(load('./da%20ta%20%C3%A9.js')).toBe('spaced');
  expect(load('./a%25b.js')).toBe('percent');
  expect(sources.load(dir.url('a%b.js')).code).toBe('percent');
});

test.each([
  { path: './none.txt', message: (f: string) => `stat ${f}/none.txt: no such file or directory` },
  { path: '', message: () => "open() can't be used with an empty filename" },
  { path: './data', message: (f: string) => `open() can't be used with directories, path: "${f}/data"` },
  { path: 'main.js/x', message: (f: string) => `open ${f}/main.js/x: not a directory` },
])('open($path) fails with the text of k6', ({ path, message }) => {
  using dir = folderWith({ 'main.js': '', 'data/list.json': '' });
  const sources = dir.sources('main.js');
  expect(() => sources.open(path, sources.entryUrl)).toThrow(message(dir.folder));
});

test('open() takes paths relative to a file, absolute paths and file URLs', () => {
  using dir = folderWith({ 'main.js': '', 'sub/near file.txt': 'near' });
  const sources = dir.sources('main.js');
  const absolute = join(dir.folder, 'sub/near file.txt');
  const opened = [
    sources.open('./near file.txt', dir.url('sub/reader.js')),
    sources.open('../sub/near file.txt', dir.url('other/reader.js')),
    sources.open(absolute, sources.entryUrl),
    sources.open(`file://${absolute}`, sources.entryUrl),
    sources.open(fileUrlOf(absolute), sources.entryUrl),
  ];
  expect(opened.map(text)).toEqual(Array(5).fill('near'));
  expect(new Set(opened).size).toBe(1);
  expect(opened[0]?.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('after freezing only what was read before is found', () => {
  using dir = folderWith({ 'main.js': '', 'early.js': '', 'late.js': '', 'early.txt': 'e', 'late.txt': '' });
  const sources = dir.sources('main.js');
  sources.load(dir.url('early.js'));
  sources.open('./early.txt', sources.entryUrl);
  sources.freeze();
  expect(sources.load(dir.url('early.js')).code).toBe('');
  expect(text(sources.open('early.txt', sources.entryUrl))).toBe('e');
  const late = sources.resolve('./late.js', sources.entryUrl) as { url: string };
  expect(() => sources.load(late.url)).toThrow(
    'the module "./late.js" was not previously resolved during initialization (__VU==0)',
  );
  expect(() => sources.open('./late.txt', sources.entryUrl)).toThrow(
    `open() can't be used with files that weren't previously opened during initialization (__VU==0), path: "${dir.folder}/late.txt"`,
  );
});

test('another thread sees the same modules and the same bytes', () => {
  using dir = folderWith({ 'main.js': 'main', 'data.bin': new Uint8Array([0, 255, 10]) });
  const sources = dir.sources('main.js');
  sources.load(sources.entryUrl);
  const bytes = sources.open('data.bin', sources.entryUrl);
  const copy = sourcesFromSnapshot(structuredClone(sources.snapshot()), dir.log);
  expect(copy.load(copy.entryUrl).code).toBe('main');
  expect([...copy.open('./data.bin', copy.entryUrl)]).toEqual([0, 255, 10]);
  bytes[0] = 7;
  expect(copy.open('./data.bin', copy.entryUrl)[0]).toBe(7);
  expect(() => copy.load(dir.url('other.js'))).toThrow('was not previously resolved');
});

test('types are stripped from TypeScript, with a map to what the user wrote', () => {
  using dir = folderWith({ 'main.ts': 'enum Level { Low }\nexport const a: Level = Level.Low;\n' });
  const sources = dir.sources('main.ts');
  const module = sources.load(sources.entryUrl);
  expect(module.code).not.toContain(': Level');
  expect(module.code).toContain('export const a');
  expect(module.originalText).toContain(': Level');
  expect(JSON.parse(module.map ?? '').sources).toEqual([sources.entryUrl]);
});

test('a TypeScript file that is plain JavaScript keeps imports it does not use', () => {
  using dir = folderWith({ 'main.ts': 'import { a } from "./side-effect.js";\n' });
  const sources = dir.sources('main.ts');
  expect(sources.load(sources.entryUrl).code).toBe('import { a } from "./side-effect.js";\n');
});

test('TypeScript that does not parse fails with the position and the words of esbuild', () => {
  using dir = folderWith({ 'broken.ts': 'export default function (): void {\n  const x: = 5;\n}\n' });
  const sources = dir.sources('broken.ts');
  expect(() => sources.load(sources.entryUrl)).toThrow(`${sources.entryUrl}: Line 2:11 Unexpected "="`);
});

test('types outside of .ts files are left for the compiler to refuse', () => {
  using dir = folderWith({ 'main.js': 'const a: number = 1;' });
  const sources = dir.sources('main.js');
  expect(sources.load(sources.entryUrl).code).toBe('const a: number = 1;');
});

test('standard input may be TypeScript, and its relative imports start at the root', () => {
  using dir = folderWith({});
  const sources = dir.sourcesOfText('const a: number = 1; export default a;');
  expect(sources.entryUrl).toBe('file:///-');
  expect(sources.load(sources.entryUrl).code).toContain('const a = 1;');
  expect(sources.resolve('./lib.js', sources.entryUrl)).toEqual({ kind: 'source', url: 'file:///lib.js' });
});

const MAP = '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}';

test('source maps are read from files and from data URLs', () => {
  const inline = Buffer.from(MAP).toString('base64');
  using dir = folderWith({
    'file.js': 'a();\n//# sourceMappingURL=maps/file.js.map\n',
    'maps/file.js.map': MAP,
    'inline.js': `a();\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inline}`,
    'none.js': 'const s = "//# sourceMappingURL=x.map"; a();',
  });
  const sources = dir.sources('file.js');
  expect(sources.load(sources.entryUrl).map).toBe(MAP);
  expect(sources.load(dir.url('inline.js')).map).toBe(MAP);
  expect(sources.load(dir.url('none.js')).map).toBeUndefined();
  expect(dir.warnings).toEqual([]);
});

test.each([
  { what: 'is missing', address: 'gone.map' },
  { what: 'is no JSON', address: 'broken.map' },
  { what: 'is no source map', address: 'other.map' },
])('a source map that $what is warned of and the code runs without', ({ address }) => {
  using dir = folderWith({
    'm.js': `a();\n//# sourceMappingURL=${address}`,
    'broken.map': '{',
    'other.map': '{}',
  });
  const sources = dir.sources('m.js');
  expect(sources.load(sources.entryUrl).map).toBeUndefined();
  expect(dir.warnings.map(({ message }) => message)).toEqual([
    `Couldn't load source map for ${sources.entryUrl}`,
  ]);
});
