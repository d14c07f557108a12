import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ERROR_CODES, EXIT_CODES } from '../packages/core/src/errors/codes.ts';
import * as core from '../packages/core/src/index.ts';
import { optionsPage } from './options-page.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const GENERATED_OR_FOREIGN = new Set(['node_modules', 'dist', 'coverage', 'vendor']);

const DOCUMENTS = markdownBelow(ROOT);

function markdownBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return entry.name.endsWith('.md') ? [relative(ROOT, path)] : [];
    const isOurs =
      entry.isDirectory() && !entry.name.startsWith('.') && !GENERATED_OR_FOREIGN.has(entry.name);
    return isOurs ? markdownBelow(path) : [];
  });
}

function read(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8');
}

/** Sections of docs/errors.md by the code in their heading. */
function errorSections(): Map<string, string> {
  const [, ...sections] = read('docs/errors.md').split(/^### /m);
  return new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')), section]));
}

test('every error code has its section, in alphabetical order, and no section is about another', () => {
  expect([...errorSections().keys()]).toEqual(Object.keys(ERROR_CODES).sort());
});

test.each(Object.entries(ERROR_CODES))('the section about %s names its exit code, %i', (code, exitCode) => {
  expect(errorSections().get(code)).toMatch(new RegExp(`^${code}\n\nExit code ${exitCode}\\. `));
});

test('every exit code has its row', () => {
  const rows = [...read('docs/errors.md').matchAll(/^\| (\d+) \|/gm)].map(([, exitCode]) => Number(exitCode));
  expect(rows).toEqual(Object.values(EXIT_CODES));
});

test('docs/options.md is what its generator writes', () => {
  expect(read('docs/options.md')).toBe(optionsPage(core));
});

function withoutCode(text: string): string {
  return text.replace(/^```.*?^```/gms, '').replace(/(`+)[^`].*?\1/g, '');
}

function linksOf(document: string): string[] {
  const text = withoutCode(read(document));
  const inline = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)];
  const references = [...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)];
  return [...inline, ...references].flatMap(([, target = '']) => (/^[a-z]+:/.test(target) ? [] : [target]));
}

/** Where GitHub's rendering lets one jump to. */
function anchorsOf(document: string): Set<string> {
  const headings = [...withoutCode(read(document)).matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = '']) => heading,
  );
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function isBroken(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(ROOT, document) : resolve(ROOT, dirname(document), path);
  if (!existsSync(target)) return true;
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(relative(ROOT, target)).has(anchor);
}

test.each(DOCUMENTS)('every relative link in %s leads somewhere', (document) => {
  expect(linksOf(document).filter((link) => isBroken(document, link))).toEqual([]);
});

const LIMITS: readonly [RegExp, number][] = [
  [/^README\.md$/, 120],
  [/^ARCHITECTURE\.md$/, 200],
  [/^CONTRIBUTING\.md$/, 80],
  [/^(packages|apps)\/[^/]+\/README\.md$/, 25],
  [/^docs\/decisions\//, 60],
];

test.each(DOCUMENTS)('%s is not longer than its kind may be', (document) => {
  const limit = LIMITS.find(([kind]) => kind.test(document))?.[1] ?? Number.POSITIVE_INFINITY;
  expect(read(document).trimEnd().split('\n').length).toBeLessThanOrEqual(limit);
});

test.each(
  ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
  ),
)('%s has a README that names each of its dependencies', (folder) => {
  const { dependencies } = JSON.parse(read(`${folder}/package.json`));
  const text = read(`${folder}/README.md`);
  expect(Object.keys(dependencies ?? {}).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('records of decisions are numbered from 1 on without a gap', () => {
  const numbers = readdirSync(join(ROOT, 'docs/decisions'))
    .sort()
    .map((name) => Number(name.slice(0, 4)));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
