import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MAX_ROOT_ENTRIES = 20;
const MAX_LINES = 500;

test('the root shows few entries', () => {
  const entries = readdirSync(ROOT).filter((name) => !name.startsWith('.') && name !== 'node_modules');
  expect(entries.length, entries.join(' ')).toBeLessThanOrEqual(MAX_ROOT_ENTRIES);
});

function sourceFiles(): string[] {
  return ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).flatMap((name) => {
      const src = join(ROOT, folder, name, 'src');
      return readdirSync(src, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.tsx?$/.test(path) && !path.includes('.generated.'))
        .map((path) => join(src, path));
    }),
  );
}

test('no source file is too long to be read at once', () => {
  const tooLong = sourceFiles().filter((file) => readFileSync(file, 'utf8').split('\n').length > MAX_LINES);
  expect(tooLong).toEqual([]);
});
