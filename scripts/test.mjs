// Installs what the tests need, then runs all of them: checks, unit and process tests, conformance.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function run(title, command, args) {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${title}: failed`);
    process.exit(status ?? 1);
  }
}

run('install and build', process.execPath, ['./squall', '--prepare-only']);
run('check', process.execPath, ['scripts/check.mjs']);
run('unit and process tests', process.execPath, ['node_modules/vitest/vitest.mjs', 'run']);
run('conformance', process.execPath, ['scripts/conformance.mjs']);
