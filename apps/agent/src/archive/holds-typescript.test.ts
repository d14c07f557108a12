import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArchive } from '@squall/engine';
import { expect, onTestFinished, test } from 'vitest';
import { holdsTypeScript } from './holds-typescript.ts';

async function archiveOf(path: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'squall-typescript-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const module = {
    url: 'file:///home/tests/script.js',
    code: '',
    map: undefined,
    originalText: 'x'.repeat(999),
  };
  const bytes = await writeArchive({
    snapshot: {
      entryUrl: module.url,
      workingDirectoryUrl: 'file:///home/tests',
      modules: [module, { ...module, url: `file://${path}` }],
      files: [],
      unreadable: [],
      packages: [],
    },
    nowMs: 0,
    options: {},
    env: null,
    compatibilityMode: 'extended',
    k6version: '2.2.0',
    goos: 'linux',
    dependencies: {},
  });
  const file = join(folder, 'archive.tar');
  writeFileSync(file, bytes);
  return file;
}

test.each([
  ['/home/tests/script.ts', true],
  ['/home/tests/module.mts', true],
  [`/home/${'long/'.repeat(40)}module.ts`, true],
  ['/home/tests/module.js', false],
  ['/home/tests/data.ts.json', false],
])('an archive with %s: %s', async (path, expected) => {
  expect(holdsTypeScript(await archiveOf(path))).toBe(expected);
});
