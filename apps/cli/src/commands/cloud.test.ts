import { expect, test } from 'vitest';
import { CliBench } from '../cli.fixture.ts';

test('a script runs in the cloud with `cloud run`, and with `cloud` alone', async () => {
  using cli = new CliBench();
  const env = { SECRET: 'x' };
  expect(await cli.run(['cloud', 'run', '-e', 'A=1', '--vus', '5', 'test.js'], env)).toBe(98);
  await cli.run(['cloud', '--quiet', '-'], env);
  expect(cli.cloudRuns).toMatchObject([
    { script: 'test.js', exitOnRunning: false, showLogs: true, layers: { flags: { vus: 5 } } },
    { script: '-', global: { quiet: true } },
  ]);
  expect(cli.cloudRuns[0]?.scriptEnv).toEqual({ A: '1' });
});

test.each([
  [['--exit-on-running', '--show-logs=false'], {}, { exitOnRunning: true, showLogs: false }],
  [[], { K6_EXIT_ON_RUNNING: 'true', K6_SHOW_CLOUD_LOGS: 'false' }, { exitOnRunning: true, showLogs: false }],
  [['--show-logs'], { K6_SHOW_CLOUD_LOGS: 'false' }, { showLogs: true }],
])('%j with %o asks for %o', async (flags, env, settings) => {
  using cli = new CliBench();
  await cli.run(['cloud', 'run', ...flags, 'test.js'], env);
  expect(cli.cloudRuns[0]).toMatchObject(settings);
});

test('a script is only uploaded with `cloud upload`, and with the flag k6 had before', async () => {
  using cli = new CliBench();
  await cli.run(['cloud', 'upload', 'a.js']);
  await cli.run(['cloud', '--upload-only', 'b.js']);
  expect(cli.uploads.map(({ script }) => script)).toEqual(['a.js', 'b.js']);
  expect(cli.cloudRuns).toEqual([]);
});

test('running here for the controller is refused with a way to do it', async () => {
  using cli = new CliBench();
  expect(await cli.run(['cloud', 'run', '--local-execution', 'test.js'])).toBe(255);
  expect(cli.log).toContain('`--local-execution` is not supported');
});

test.each([
  ['cloud', 'projects'],
  ['cloud', 'tests'],
  ['cloud', 'load-zone', 'list'],
  ['cloud', 'status', '7'],
  ['cloud', 'stop', '7'],
])('%s %s needs a login', async (...args) => {
  using cli = new CliBench();
  expect(await cli.run(args)).toBe(255);
  expect(cli.log).toContain('you are not logged in to the controller at http://127.0.0.1:6464');
});

test('the help of `cloud` lists what is below it', async () => {
  using cli = new CliBench();
  await cli.run(['cloud', '--help']);
  for (const name of ['login', 'run', 'upload', 'status', 'stop', 'tests', 'projects', 'load-zones']) {
    expect(cli.out).toMatch(new RegExp(`^ +${name} `, 'm'));
  }
});
