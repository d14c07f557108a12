// Enforces import-rules.mjs; forbids cycles of run-time imports, and calls that only entry points may make.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FOLDERS, PACKAGES } from './import-rules.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*'([^']+)'\s*\)/g;
const problems = [];

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const isTest = (file) => /\.(test|fixture)\.tsx?$/.test(file) || file.includes('/packages/testkit/');

function importsOf(text) {
  const statements = [...text.matchAll(IMPORT)].map(([, type, specifier]) => ({
    isErased: type !== undefined,
    specifier,
  }));
  // What is loaded on demand never closes a cycle at start, but directions hold for it too.
  const onDemand = [...text.matchAll(DYNAMIC_IMPORT)].map(([, specifier]) => ({ isErased: true, specifier }));
  return [...statements, ...onDemand];
}

function checkPackage(name, specifier, file) {
  const target = specifier.match(/^@squall\/([^/]+)/)?.[1];
  if (target === undefined || isTest(file)) return;
  if (!PACKAGES[name].includes(target))
    problems.push(`${relative(root, file)}: ${name} may not import @squall/${target}`);
}

function checkTestCode(file, target) {
  if (!isTest(file) && isTest(target))
    problems.push(`${relative(root, file)}: only tests may import ${relative(root, target)}`);
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
  if (!/\/(main|[a-z-]+-entry)\.ts$/.test(file) && /\bprocess\.exit\(/.test(text))
    problems.push(`${where}: only the entry file of a process may exit it`);
}

/** Every cycle that a depth-first walk closes. */
function findCycles(graph) {
  const cycles = [];
  const state = new Map();
  const visit = (node, path) => {
    if (state.get(node) === 'done') return;
    if (state.get(node) === 'open') {
      cycles.push([...path.slice(path.indexOf(node)), node]);
      return;
    }
    state.set(node, 'open');
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    state.set(node, 'done');
  };
  for (const node of graph.keys()) visit(node, []);
  return cycles;
}

const graph = new Map();
for (const name of Object.keys(PACKAGES)) {
  const folder = join(root, name, 'src');
  if (!existsSync(folder)) continue;
  for (const file of sourceFiles(folder)) {
    const text = readFileSync(file, 'utf8');
    checkPurity(name, file, text);
    const edges = [];
    for (const { isErased, specifier } of importsOf(text)) {
      checkPackage(name, specifier, file);
      if (!specifier.startsWith('.')) continue;
      const target = resolve(dirname(file), specifier);
      checkTestCode(file, target);
      checkFolder(name, file, target);
      if (!isErased) edges.push(target);
    }
    graph.set(file, edges);
  }
}
for (const cycle of findCycles(graph))
  problems.push(`import cycle: ${cycle.map((file) => relative(root, file)).join(' -> ')}`);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`imports: ${graph.size} files, no cycle, every direction allowed`);
