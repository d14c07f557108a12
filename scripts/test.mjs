// Installs what the tests need, then runs all of them: checks, unit and process tests, conformance.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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

/** Tests of the web pages drive a real browser; where it can be installed, it is. */
function ensureBrowser() {
  if (process.env.SQUALL_CHROMIUM !== undefined || existsSync('/usr/bin/chromium')) return;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  run('list of packages', 'apt-get', ['update', '-qq']);
  run('browser', 'apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium']);
}

run('install and build', process.execPath, ['./squall', '--prepare-only']);
ensureBrowser();
run('check', process.execPath, ['scripts/check.mjs']);
run('unit and process tests', process.execPath, ['node_modules/vitest/vitest.mjs', 'run']);
run('conformance', process.execPath, ['scripts/conformance.mjs']);
