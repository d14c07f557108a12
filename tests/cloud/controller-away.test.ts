import { expect, test, vi } from 'vitest';
import { CloudWithZones } from './cloud-with-zones.fixture.ts';

vi.setConfig({ testTimeout: 180_000 });

test('a command line outlives a controller that is killed and started again', async () => {
  await using cloud = await CloudWithZones.start();
  const script = cloud.write(
    'long.js',
    `import { sleep } from 'k6';
     export const options = { scenarios: { s: { executor: 'per-vu-iterations', vus: 2, iterations: 60 } } };
     export default function () { if (__ITER === 50) console.log('nearly there'); sleep(0.2); }`,
  );
  await using run = cloud.begin(['cloud', 'run', script]);
  await run.until(/Run .* [1-9]\d* iterations/);
  await cloud.killController();
  await run.until(/the controller does not answer; the run goes on/);
  await cloud.restartController();
  await run.until(/the controller answers again/);
  const { exitCode, output } = await run.ended;
  expect(exitCode, output).toBe(0);
  expect(output).toMatch(/iterations\.+: 120 /);
  expect(output.match(/nearly there/g)).toHaveLength(2);
});
