import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

const SCRIPT = `
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
const seen = new Counter('seen');
export const options = {
  scenarios: {
    shared: { executor: 'shared-iterations', vus: 7, iterations: 50 },
    each: { executor: 'per-vu-iterations', vus: 5, iterations: 4 },
    arrivals: { executor: 'constant-arrival-rate', rate: 50, duration: '1s', preAllocatedVUs: 8 },
  },
};
export function setup() { return { from: 'setup' }; }
export default function (data) {
  if (data.from !== 'setup') throw new Error('no data');
  seen.add(1, { id: exec.scenario.name + ':' + exec.scenario.iterationInTest, vu: String(exec.vu.idInTest) });
}
`;

async function idsOf(workers: number): Promise<string[]> {
  await using folder = await scriptFolder({ 'test.js': SCRIPT });
  const args = ['run', '--quiet', '--workers', String(workers), '--out', 'json=out.json', 'test.js'];
  const run = await runCli(args, { cwd: folder.path });
  expect(run, run.stderr).toMatchObject({ exitCode: 0 });
  const lines = (await readFile(folder.file('out.json'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines
    .filter((line) => line.metric === 'seen' && line.type === 'Point')
    .map((line) => line.data.tags.id)
    .sort();
}

test('two threads run exactly the iterations that one thread runs', async () => {
  const expected = [
    ...Array.from({ length: 50 }, (_, i) => `shared:${i}`),
    ...Array.from({ length: 20 }, (_, i) => `each:${i}`),
    ...Array.from({ length: 50 }, (_, i) => `arrivals:${i}`),
  ].sort();
  expect(await idsOf(1)).toEqual(expected);
  expect(await idsOf(2)).toEqual(expected);
});

test('a response that setup() returns reaches the VUs as its fields', async () => {
  await using folder = await scriptFolder({
    'test.js': `import http from 'k6/http';
      export const options = { iterations: 1 };
      export const setup = () => http.get('http://127.0.0.1:9/');
      export default function (res) { console.log(res.status, res.error_code, res.request.method, typeof res.json); }`,
  });
  const run = await runCli(['run', '--quiet', 'test.js'], { cwd: folder.path });
  expect(run.stderr).toContain('msg="0 1212 GET undefined"');
});
