import { describe, expect, test } from 'vitest';
import { CliBench } from '../cli.fixture.ts';

const EVERYWHERE = { host: '0.0.0.0', port: 6566 };

describe('squall cluster run', () => {
  test('takes everything run takes, and waits for agents on all addresses for two minutes', async () => {
    using cli = new CliBench();
    const argv = [
      'cluster',
      'run',
      '--agents',
      '3',
      '-u',
      '6',
      '-e',
      'A=b',
      '--summary-export=s.json',
      'a.js',
    ];
    expect(await cli.run(argv)).toBe(97);
    expect(cli.clusterRuns[0]).toMatchObject({
      script: 'a.js',
      layers: { flags: { vus: 6 } },
      runtime: { summaryExport: 's.json' },
      zones: [{ loadZone: undefined, agents: 3 }],
      listen: EVERYWHERE,
      tls: undefined,
      spawn: false,
      onAgentLoss: 'fail',
      token: undefined,
      joinTimeoutMs: 120_000,
    });
  });

  test('lets no variable of this machine travel to the agents', async () => {
    using cli = new CliBench();
    await cli.run(['cluster', 'run', '--agents=1', '-e', 'A=b', 'a.js'], { SECRET: 'x', K6_VUS: '2' });
    expect(cli.clusterRuns[0]?.scriptEnv).toEqual({ A: 'b' });
    expect(cli.clusterRuns[0]?.layers.env).toEqual({ vus: 2 });
  });

  test('waits on a free port of this machine alone when it starts the agents itself', async () => {
    using cli = new CliBench();
    await cli.run(['cluster', 'run', '--agents', '2', '--spawn', 'a.js']);
    expect(cli.clusterRuns[0]).toMatchObject({ spawn: true, listen: { host: '127.0.0.1', port: 0 } });
  });

  test('is told where to listen, with which certificate, how long, and what a loss means', async () => {
    using cli = new CliBench();
    const flags = ['--listen', ':7000', '--tls-cert', 'c.pem', '--tls-key', 'k.pem', '--join-timeout', '0'];
    await cli.run(['cluster', 'run', '--agents', '2', ...flags, '--on-agent-loss', 'replace', 'a.js']);
    expect(cli.clusterRuns[0]).toMatchObject({
      listen: { host: '0.0.0.0', port: 7000 },
      tls: { certFile: 'c.pem', keyFile: 'k.pem' },
      joinTimeoutMs: undefined,
      onAgentLoss: 'replace',
    });
  });

  test('prefers the token of its flag to that of the variable', async () => {
    using cli = new CliBench();
    const env = { SQUALL_AGENT_TOKEN: 'from-variable\n' };
    await cli.run(['cluster', 'run', '--agents', '1', 'a.js'], env);
    await cli.run(['cluster', 'run', '--agents', '1', '--token', 'from-flag', 'a.js'], env);
    expect(cli.clusterRuns.map(({ token }) => token)).toEqual(['from-variable', 'from-flag']);
  });

  test('divides agents among zones by their shares, at least one for each', async () => {
    using cli = new CliBench();
    const zones = ['--zone', 'eu:60', '--zone', 'amazon:us:ashburn:39', '--zone', 'tiny:1'];
    await cli.run(['cluster', 'run', '--agents', '7', ...zones, 'a.js']);
    expect(cli.clusterRuns[0]?.zones).toEqual([
      { label: 'eu', loadZone: 'eu', weight: 60, agents: 3 },
      { label: 'amazon:us:ashburn', loadZone: 'amazon:us:ashburn', weight: 39, agents: 3 },
      { label: 'tiny', loadZone: 'tiny', weight: 1, agents: 1 },
    ]);
  });
});

test('squall coordinator is the same with the name proposed for k6', async () => {
  using cli = new CliBench();
  expect(await cli.run(['coordinator', '--instance-count', '4', '--vus', '8', 'a.js'])).toBe(97);
  expect(cli.clusterRuns[0]).toMatchObject({ zones: [{ agents: 4 }], layers: { flags: { vus: 8 } } });
});

const CLUSTER = ['cluster', 'run', 'a.js', '--agents', '2'];

test.each([
  [['cluster', 'run', 'a.js'], 'how many agents take part? Say so with --agents'],
  [['coordinator', 'a.js'], 'how many agents take part? Say so with --instance-count'],
  [['cluster', 'run', 'a.js', '--agents', '0'], '--agents must be a positive integer, got 0'],
  [[...CLUSTER, '--on-agent-loss', 'panic'], "--on-agent-loss must be fail, continue, replace, got 'panic'"],
  [[...CLUSTER, '--listen', 'a:b'], "--listen must be host:port, got 'a:b'"],
  [[...CLUSTER, '--token='], '--token must not be empty'],
  [[...CLUSTER, '--join-timeout', '-1s'], '--join-timeout must not be negative, got -1s'],
  [[...CLUSTER, '--tls-cert', 'c.pem'], '--tls-cert and --tls-key belong together'],
  [
    [...CLUSTER, '--spawn', '--tls-cert', 'c', '--tls-key', 'k'],
    '--tls-cert is for agents on other machines, --spawn starts them on this one: choose one',
  ],
  [[...CLUSTER, '--zone', 'eu'], "--zone must be a name and a share such as eu:60, got 'eu'"],
  [[...CLUSTER, '--zone', 'eu:0'], "--zone must be a name and a share such as eu:60, got 'eu:0'"],
  [[...CLUSTER, '--zone', 'eu:1', '--zone', 'eu:2'], "--zone names 'eu' more than once"],
  [
    [...CLUSTER, '--zone', 'a:1', '--zone', 'b:1', '--zone', 'c:1'],
    '3 zones need at least as many agents, but there are 2',
  ],
  [
    [...CLUSTER, '--include-system-env-vars'],
    'system environment variables do not travel to agents: pass those the script needs with -e',
  ],
])('%j is refused with one line', async (argv, message) => {
  using cli = new CliBench();
  expect(await cli.run(argv)).toBe(255);
  expect(cli.log).toBe(`level=error msg=${JSON.stringify(message)}\n`);
  expect(cli.clusterRuns).toEqual([]);
});

test('explains the commands and their flags', async () => {
  using cli = new CliBench();
  await cli.run(['cluster', '--help']);
  expect(cli.out).toContain('Usage: squall cluster <command>');
  expect(cli.out).toMatch(/run +Run a test on agents/);
  await cli.run(['cluster', 'run', '-h']);
  expect(cli.out).toContain('Usage: squall cluster run [flags] <file | ->');
  for (const flag of [
    '--agents <int>',
    '--spawn',
    '--on-agent-loss <policy>',
    '--zone <name:share>',
    '--vus <int>',
  ])
    expect(cli.out).toContain(flag);
});
