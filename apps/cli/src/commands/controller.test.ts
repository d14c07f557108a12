import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CliBench } from '../cli.fixture.ts';

test('a controller listens on the loopback address and has an agent unless told otherwise', async () => {
  using bench = new CliBench();
  expect(await bench.run(['controller'], { XDG_DATA_HOME: '/data' })).toBe(0);
  expect(bench.controllers[0]).toMatchObject({
    address: { host: '127.0.0.1', port: 6464 },
    dataFolder: join('/data', 'squall'),
    trustProxy: [],
    agent: 'if-alone',
    newToken: false,
  });
});

test('flags say where it listens, what it keeps where and whom it believes', async () => {
  using bench = new CliBench();
  const flags = [
    '--address',
    '0.0.0.0:80',
    '--data',
    'd',
    '--trust-proxy',
    '10.0.0.1,10.0.0.2',
    '--no-agent',
  ];
  await bench.run(['controller', ...flags, '--new-token'], { SQUALL_DATA: 'other' });
  expect(bench.controllers[0]).toMatchObject({
    address: { host: '0.0.0.0', port: 80 },
    dataFolder: 'd',
    trustProxy: ['10.0.0.1', '10.0.0.2'],
    agent: 'never',
    newToken: true,
  });
});

test('the address of the REST API of runs is not that of the controller', async () => {
  using bench = new CliBench();
  await bench.run(['controller', '--with-agent'], { K6_ADDRESS: 'localhost:6565', SQUALL_DATA: 'd' });
  expect(bench.controllers[0]).toMatchObject({ address: { port: 6464 }, dataFolder: 'd', agent: 'always' });
});

test('wishes that contradict each other are refused', async () => {
  using bench = new CliBench();
  expect(await bench.run(['controller', '--with-agent', '--no-agent'])).toBe(255);
  expect(bench.log).toContain('--with-agent and --no-agent contradict each other');
});

test('its help describes its own address only', async () => {
  using bench = new CliBench();
  await bench.run(['controller', '--help']);
  expect(bench.out.match(/--address/g)).toHaveLength(1);
  expect(bench.out).toContain('127.0.0.1:6464');
});
