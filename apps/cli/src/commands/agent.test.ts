import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CliBench } from '../cli.fixture.ts';

const TOKEN = { SQUALL_AGENT_TOKEN: 'f00' };

test('an agent works for its coordinator until it is told to end', async () => {
  using cli = new CliBench();
  const env = { ...TOKEN, XDG_CACHE_HOME: '/cache' };
  expect(await cli.run(['agent', '--join', 'load.example.com:7000'], env)).toBe(0);
  expect(cli.agents[0]).toMatchObject({
    coordinatorUrl: 'ws://load.example.com:7000',
    caFile: undefined,
    token: 'f00',
    name: `${hostname()}-${process.pid}`,
    loadZone: 'default',
    labels: {},
    maxVUs: 10_000,
    health: undefined,
    once: false,
    allowBrowser: false,
    giveUpAfterMs: undefined,
    workers: undefined,
  });
  if (process.platform === 'linux') expect(cli.agents[0]?.folder).toBe(join('/cache', 'squall', 'agent'));
});

test('everything about an agent can be said with flags', async () => {
  using cli = new CliBench();
  await cli.run([
    ...[
      'agent',
      '--join',
      'wss://[::1]',
      '--token',
      'secret',
      '--name',
      'web-1',
      '--zone',
      'eu',
      '--ca',
      'ca.pem',
    ],
    ...['--label', 'rack=7', '--label', 'note=a=b', '--max-vus', '50', '--health', '0.0.0.0:8080', '--once'],
    ...['--give-up-after', '30s', '--folder', '/data', '--workers', '2', '--allow-browser'],
  ]);
  expect(cli.agents[0]).toMatchObject({
    coordinatorUrl: 'wss://[::1]:6566',
    caFile: 'ca.pem',
    token: 'secret',
    name: 'web-1',
    loadZone: 'eu',
    labels: { rack: '7', note: 'a=b' },
    maxVUs: 50,
    folder: '/data',
    health: { host: '0.0.0.0', port: 8080 },
    once: true,
    allowBrowser: true,
    giveUpAfterMs: 30_000,
    workers: 2,
  });
});

test.each([
  { argv: ['localhost:7000'], once: true, giveUpAfterMs: 600_000 },
  { argv: ['localhost:7000', '--once=false'], once: false, giveUpAfterMs: undefined },
  { argv: ['--join', 'localhost:7000', '--once'], once: true, giveUpAfterMs: 600_000 },
])('squall agent $argv: ends after one run $once', async ({ argv, once, giveUpAfterMs }) => {
  using cli = new CliBench();
  await cli.run(['agent', ...argv], TOKEN);
  expect(cli.agents[0]).toMatchObject({ coordinatorUrl: 'ws://localhost:7000', once, giveUpAfterMs });
});

const JOIN = ['agent', '--join', 'localhost'];

test.each([
  [['agent'], 'which coordinator? Say so with --join host:port, or --controller url'],
  [['agent', 'a:1', '--join', 'b:1'], 'the coordinator is named twice, as an argument and with --join'],
  [
    ['agent', '--join', 'http://a:1'],
    "--join must be host:port, ws://host:port or wss://host:port, got 'http://a:1'",
  ],
  [
    ['agent', '--join', 'ws://a:1/path'],
    "--join must be host:port, ws://host:port or wss://host:port, got 'ws://a:1/path'",
  ],
  [[...JOIN, '--name='], '--name must not be empty'],
  [[...JOIN, '--label', 'x'], "--label must be key=value, got 'x'"],
  [[...JOIN, '--max-vus', '0'], '--max-vus must be a positive integer, got 0'],
  [[...JOIN, '--health', ':x'], "--health must be host:port, got ':x'"],
  [[...JOIN, '--give-up-after', '-1s'], '--give-up-after must not be negative, got -1s'],
])('%j is refused with one line', async (argv, message) => {
  using cli = new CliBench();
  expect(await cli.run(argv, TOKEN)).toBe(255);
  expect(cli.log).toBe(`level=error msg=${JSON.stringify(message)}\n`);
  expect(cli.agents).toEqual([]);
});

test('an agent without a token is told where to put it', async () => {
  using cli = new CliBench();
  expect(await cli.run(JOIN)).toBe(255);
  expect(cli.log).toBe(
    'level=error msg="the coordinator asks for a token: pass it with --token or SQUALL_AGENT_TOKEN"\n',
  );
});

test('an agent of a controller is named after its machine, in the zone of its token', async () => {
  using cli = new CliBench();
  const args = ['agent', '--controller', 'https://load.example.com', '--token', 'sqe_1'];
  await cli.run(args);
  await cli.run([...args, '--load-zone', 'eu']);
  expect(cli.agents).toMatchObject([
    { coordinatorUrl: 'wss://load.example.com', name: hostname(), loadZone: 'default', once: false },
    { loadZone: 'eu' },
  ]);
});

test.each([
  [['--controller', 'x', '--join', 'y', '--token', 'sqe_1'], 'either for a controller or for a coordinator'],
  [['--controller', 'x'], 'the controller asks for an enrolment token'],
  [['--controller', 'x', '--token', 'squ_1'], 'this is no enrolment token of a controller'],
  [['--controller', 'x', '--token', 'sqe_1', '--zone', 'a', '--load-zone', 'b'], "--zone says 'a'"],
])('an agent with %s is not started', async (args, message) => {
  using cli = new CliBench();
  expect(await cli.run(['agent', ...args])).toBe(255);
  expect(cli.log).toContain(message);
});
