// Runs the conformance kit against the built program.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kit = process.env.SQUALL_KIT ?? join(root, 'tests/conformance');

function run(more) {
  const bin = `${process.execPath} ${join(root, 'apps/cli/dist/main.js')}`;
  const args = ['run.mjs', '--bin', bin, '--quiet', ...more];
  return spawnSync(process.execPath, args, { cwd: kit, stdio: 'inherit' }).status ?? 1;
}

const folder = mkdtempSync(join(tmpdir(), 'squall-conformance-'));
const resultsFile = join(folder, 'results.json');
let status = run(['--json', resultsFile, ...process.argv.slice(2)]);
if (status === 1) {
  // Some cases compare the order of timers a few milliseconds apart: on a busy machine they need it for themselves.
  const failed = JSON.parse(readFileSync(resultsFile, 'utf8'))
    .results.filter(({ status }) => status !== 'passed')
    .map(({ id }) => id);
  console.log(`once more, one at a time: ${failed.join(', ')}`);
  status = run(['--filter', failed.join(','), '--jobs', '1']);
}
rmSync(folder, { recursive: true });
process.exit(status);
