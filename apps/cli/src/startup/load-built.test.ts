import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { loadBuilt } from './load-built.ts';

const STAMP = 'a'.repeat(64);

/** A file as the build leaves it, in a folder of its own. */
class BuiltFile implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'squall-built-'));
  readonly path = join(this.#folder, 'built.js');

  constructor(body: string) {
    writeFileSync(this.path, sealed(body));
  }

  /** Puts the code of another body beside it, which shows whether it is used. V8 itself only compares lengths. */
  writeCacheOf(body: string, stamp: string): void {
    const script = new Script(sealed(body), { filename: this.path });
    script.runInThisContext()({}, undefined, {});
    writeFileSync(`${this.path}.cache`, Buffer.concat([Buffer.from(stamp), script.createCachedData()]));
  }

  load(): unknown {
    return loadBuilt(this.path, createRequire(import.meta.url));
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function sealed(body: string): string {
  return `(function (exports, require, module, __filename, __dirname) {${body}\n})//${STAMP}`;
}

test('a built file gets what CommonJS modules get', () => {
  using file = new BuiltFile(`exports.seen = [require('node:path').basename(__filename), typeof __dirname];`);
  expect(file.load()).toEqual({ seen: ['built.js', 'string'] });
});

test('the code cache is used if it was made of this file', () => {
  using file = new BuiltFile('module.exports = 1;');
  file.writeCacheOf('module.exports = 2;', STAMP);
  expect(file.load()).toBe(2);
});

test('the code cache of another build is ignored', () => {
  using file = new BuiltFile('module.exports = 1;');
  file.writeCacheOf('module.exports = 2;', 'b'.repeat(64));
  expect(file.load()).toBe(1);
});

test('a code cache that V8 refuses is ignored', () => {
  using file = new BuiltFile('module.exports = 1;');
  file.writeCacheOf('module.exports = 2;', STAMP);
  const content = readFileSync(`${file.path}.cache`);
  content.fill(0, STAMP.length, STAMP.length + 16);
  writeFileSync(`${file.path}.cache`, content);
  expect(file.load()).toBe(1);
});
