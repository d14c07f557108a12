import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { CliBench } from '../cli.fixture.ts';
import { FakeRun } from '../rest/controlled-run.fixture.ts';
import { RestServer } from '../rest/rest-server.ts';

/** A run with a REST API, and a command line that knows where it is. */
class LiveBench implements AsyncDisposable {
  readonly cli = new CliBench();
  readonly run = new FakeRun();
  readonly #server: RestServer;

  private constructor(server: RestServer) {
    this.#server = server;
    server.attach(this.run);
  }

  static async open(): Promise<LiveBench> {
    return new LiveBench(await RestServer.open('127.0.0.1:0', { log: () => {} }));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.address.port}`;
  }

  call(...argv: readonly string[]): Promise<number> {
    return this.cli.run(argv, { K6_ADDRESS: this.url.slice('http://'.length) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cli[Symbol.dispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}

test('status shows how a run is doing', async () => {
  await using bench = await LiveBench.open();
  expect(await bench.call('status')).toBe(0);
  expect(bench.cli.out).toBe(
    'status: 7\npaused: false\nvus: 2\nvus-max: 3\nstopped: false\nrunning: true\ntainted: false\n',
  );
});

test('pause and resume show what has become of it', async () => {
  await using bench = await LiveBench.open();
  await bench.call('pause');
  expect(bench.cli.out).toContain('paused: true');
  expect(await bench.call('pause')).toBe(255);
  expect(bench.cli.log).toBe(
    `level=error msg="PATCH ${bench.url}/v1/status: Pause error: execution is already paused"\n`,
  );
  await bench.call('resume');
  expect(bench.cli.out).toContain('paused: false');
  expect(bench.run.calls).toEqual(['pause', 'pause', 'resume']);
});

test('scale changes what was given', async () => {
  await using bench = await LiveBench.open();
  await bench.call('scale', '-u', '5');
  await bench.call('scale', '--max=9');
  await bench.call('scale', '-u6', '-m', '8');
  expect(bench.run.calls).toEqual(['scale 5 undefined', 'scale undefined 9', 'scale 6 8']);
  expect(await bench.call('scale')).toBe(255);
  expect(bench.cli.log).toBe('level=error msg="Specify either -u/--vus or -m/--max"\n');
});

test('stats shows metrics as k6 does', async () => {
  await using bench = await LiveBench.open();
  bench.run.measure(['vus', 'gauge'], [1]);
  await bench.call('stats');
  expect(bench.cli.out).toBe(`- name: vus
  type:
    type: gauge
    valid: true
  contains:
    type: default
    valid: true
  tainted: ""
  sample:
    value: 1
`);
});

test.each([
  ['stats', 'read metrics from it'],
  ['status', 'read the status of a run from it'],
  ['pause', 'control a run through it'],
])('%s needs an address', async (command, purpose) => {
  using cli = new CliBench();
  expect(await cli.run([command])).toBe(255);
  expect(cli.log).toBe(
    `level=error msg="The REST API server is disabled, but this command needs to ${purpose}. ` +
      'Enable it by setting --address or K6_ADDRESS."\n',
  );
});

test('an address where nothing listens is told, and one where something else does', async () => {
  using cli = new CliBench();
  const other = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(other.address() as AddressInfo).port}`;
  expect(await cli.run(['status', '-a', address])).toBe(255);
  expect(cli.log).toContain(`GET http://${address}/v1/status: status 200`);
  await new Promise((resolve) => other.close(resolve));
  expect(await cli.run(['status', '-a', address])).toBe(255);
  expect(cli.log).toContain(`GET http://${address}/v1/status: connection refused`);
});
