// Enforces import-rules.mjs and forbids cycles of run-time imports and calls only the entry points may make.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FOLDERS, PACKAGES } from './import-rules.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const problems = [];

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const isTest = (file) =>
  /\.test\.tsx?$/.test(file) || file.includes('/testing/') || file.includes('/packages/testkit/');

function importsOf(text) {
  return [...text.matchAll(IMPORT)].map(([, typeOnly, specifier]) => ({
    typeOnly: Boolean(typeOnly),
    specifier,
  }));
}

function checkPackage(name, specifier, file) {
  const target = specifier.match(/^@squall\/([^/]+)/)?.[1];
  if (target === undefined || isTest(file)) return;
  if (!PACKAGES[name].includes(target))
    problems.push(`${relative(root, file)}: ${name} may not import @squall/${target}`);
}

function folderOf(name, file) {
  return relative(join(root, name, 'src'), file).split('/')[0];
}

function checkFolder(name, file, target) {
  const from = folderOf(name, file);
  const to = folderOf(name, target);
  const allowed = FOLDERS[`${name}/src/${from}`];
  if (allowed === undefined || from === to || isTest(file) || allowed.includes(to)) return;
  problems.push(`${relative(root, file)}: ${from}/ may not import ${to}/`);
}

function checkPurity(name, file, text) {
  if (isTest(file)) return;
  const where = relative(root, file);
  if (name === 'packages/core' && /\b(Date\.now|Math\.random)\b/.test(text))
    problems.push(`${where}: core takes time and chance as arguments`);
  if (!file.endsWith('/main.ts') && /\bprocess\.exit\(/.test(text))
    problems.push(`${where}: only main.ts may exit the process`);
}

function findCycle(graph) {
  const state = new Map();
  const visit = (node, path) => {
    if (state.get(node) === 'done') return undefined;
    if (state.get(node) === 'open') return [...path.slice(path.indexOf(node)), node];
    state.set(node, 'open');
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle !== undefined) return cycle;
    }
    state.set(node, 'done');
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

const graph = new Map();
for (const name of Object.keys(PACKAGES)) {
  const folder = join(root, name, 'src');
  if (!existsSync(folder)) continue;
  for (const file of sourceFiles(folder)) {
    const text = readFileSync(file, 'utf8');
    checkPurity(name, file, text);
    const edges = [];
    for (const { typeOnly, specifier } of importsOf(text)) {
      checkPackage(name, specifier, file);
      if (!specifier.startsWith('.')) continue;
      const target = resolve(dirname(file), specifier);
      checkFolder(name, file, target);
      if (!typeOnly) edges.push(target);
    }
    graph.set(file, edges);
  }
}
const cycle = findCycle(graph);
if (cycle !== undefined)
  problems.push(`import cycle: ${cycle.map((file) => relative(root, file)).join(' -> ')}`);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`imports: ${graph.size} files, no cycle, every direction allowed`);
