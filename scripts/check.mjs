// Lint, format, types, import directions, unused code, generated documents: a few steps at a time.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules/.bin', name);

const projects = ['packages', 'apps']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
  .concat('tests')
  .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));

const LINT_FLAGS = ['check', '--diagnostic-level=warn', '--error-on-warnings', '--max-diagnostics=100'];

const steps = [
  ['lint and format', bin('biome'), [...LINT_FLAGS, '.']],
  ...projects.map((project) => [`types of ${project}`, bin('tsc'), ['-p', project]]),
  ['import directions', process.execPath, ['scripts/check-imports.mjs']],
  ['unused code', bin('knip'), []],
  ['code that only tests use', bin('knip'), ['--production']],
  ['generated documents', process.execPath, ['scripts/generate-docs.mjs', '--check']],
];

/** @returns {Promise<string | undefined>} what the step has to say when it fails */
function run([title, command, args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => resolve(status === 0 ? undefined : `-- ${title}\n${output}`));
  });
}

const waiting = [...steps];
let failures = 0;
async function work() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const failure = await run(step);
    if (failure === undefined) continue;
    failures++;
    console.error(failure);
  }
}

await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
if (failures > 0) {
  console.error(`check: ${failures} of ${steps.length} steps failed`);
  process.exit(1);
}
console.log(`check: ${steps.length} steps passed`);
