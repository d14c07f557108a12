// Lint, format, types, import directions, unused code, generated documents.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules/.bin', name);

const projects = ['packages', 'apps']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
  .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));

const steps = [
  ['lint and format', bin('biome'), ['check', '.']],
  ...projects.map((project) => [`types of ${project}`, bin('tsc'), ['-p', project]]),
  ['import directions', process.execPath, ['scripts/check-imports.mjs']],
  ['unused code', bin('knip'), []],
  ['generated documents', process.execPath, ['scripts/generate-docs.mjs', '--check']],
];

let failed = false;
for (const [title, command, args] of steps) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) continue;
  failed = true;
  console.error(`-- ${title}\n${stdout}${stderr}`);
}
if (failed) process.exit(1);
console.log(`check: ${steps.length} steps passed`);
