// Writes the documents that are made from code; with --check only says whether they are up to date.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { optionsPage } from './options-page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The exports of a TypeScript file, which the oldest supported Node cannot import as it is. */
async function importSource(file) {
  const folder = mkdtempSync(join(tmpdir(), 'squall-docs-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    await build({ entryPoints: [join(root, file)], bundle: true, format: 'esm', outfile, logLevel: 'error' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const core = await importSource('packages/core/src/index.ts');
const pages = { 'docs/options.md': optionsPage(core) };

const onlyCheck = process.argv.includes('--check');
let isStale = false;
for (const [page, text] of Object.entries(pages)) {
  const file = join(root, page);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (onlyCheck) {
    isStale = true;
    console.error(`${page} is out of date: run node scripts/generate-docs.mjs`);
  } else {
    writeFileSync(file, text);
    console.log(`wrote ${page}`);
  }
}
if (isStale) process.exit(1);
