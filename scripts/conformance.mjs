// Runs the conformance kit against the built program.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const kit = process.env.SQUALL_KIT ?? join(root, 'tests/conformance');

const cases = readdirSync(join(kit, 'cases')).flatMap((area) =>
  readdirSync(join(kit, 'cases', area)).map((name) => `${area}/${name}`),
);

function run(filter, more) {
  const bin = `${process.execPath} ${join(root, 'apps/cli/dist/main.js')}`;
  const args = ['run.mjs', '--bin', bin, '--filter', filter, '--quiet', ...more];
  return spawnSync(process.execPath, args, { cwd: kit, stdio: 'inherit' }).status ?? 1;
}

const resultsFile = join(mkdtempSync(join(tmpdir(), 'squall-conformance-')), 'results.json');
let status = run(cases.join(','), ['--json', resultsFile, ...process.argv.slice(2)]);
if (status === 1) {
  // Some cases compare the order of timers a few milliseconds apart: on a busy machine they need it for themselves.
  const failed = JSON.parse(readFileSync(resultsFile, 'utf8'))
    .results.filter(({ status }) => status !== 'passed')
    .map(({ id }) => id);
  console.log(`once more, one at a time: ${failed.join(', ')}`);
  status = run(failed.join(','), ['--jobs', '1']);
}
process.exit(status);
