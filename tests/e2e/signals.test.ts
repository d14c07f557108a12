import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

const SCRIPT = `
import { sleep } from 'k6';
export const options = { vus: 3, duration: '30s' };
export default function () { console.log('started', __VU); try { sleep(20); } finally { console.log('finally'); } }
export function teardown() { console.log('torn down'); }
`;

test.each([
  ['SIGINT', 'interrupt'],
  ['SIGTERM', 'terminated'],
] as const)('%s ends the run at once, with teardown and summary', async (signal, name) => {
  await using folder = await scriptFolder({ 'test.js': SCRIPT });
  const run = await runCli(['run', 'test.js'], {
    cwd: folder.path,
    signalWhen: { signal, output: /started 3/ },
  });
  expect(run.exitCode).toBe(105);
  expect(run.stderr).toContain('torn down');
  expect(run.stderr).not.toContain('finally');
  expect(run.stderr).toContain(`signal`);
  expect(run.stderr).toContain(name);
  expect(run.stdout).toContain('TOTAL RESULTS');
  expect(run.stdout).toContain('0 complete and 3 interrupted iterations');
});
