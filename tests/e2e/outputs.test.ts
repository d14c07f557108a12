import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startHttpReceiver } from '../../packages/outputs/src/receivers/http-receiver.fixture.ts';
import { startUdpReceiver } from '../../packages/outputs/src/receivers/udp-receiver.fixture.ts';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

const SCRIPT = `
  import { check, group } from 'k6';
  import { Counter } from 'k6/metrics';
  const steps = new Counter('steps');
  export const options = { vus: 2, iterations: 10, thresholds: { steps: ['count>100'] } };
  export default function () {
    steps.add(2, { kind: 'x' });
    group('math', () => check(__ITER, { 'is even': (n) => n % 2 === 0 }));
  }`;

test('every output gets all samples of one run', async () => {
  await using influxdb = await startHttpReceiver();
  await using prometheus = await startHttpReceiver();
  await using collector = await startHttpReceiver(() => ({ status: 200 }));
  await using statsd = await startUdpReceiver();
  await using folder = await scriptFolder({ 'test.js': SCRIPT });
  const outs = [
    `influxdb=${influxdb.url}/db`,
    'experimental-prometheus-rw',
    'opentelemetry',
    `statsd=${statsd.address}`,
  ];
  const { stdout, stderr } = await runCli(['run', ...outs.flatMap((out) => ['--out', out]), 'test.js'], {
    cwd: folder.path,
    env: {
      K6_PROMETHEUS_RW_SERVER_URL: `${prometheus.url}/api/v1/write`,
      K6_OTEL_EXPORTER_PROTOCOL: 'http/json',
      K6_OTEL_HTTP_EXPORTER_ENDPOINT: `127.0.0.1:${collector.port}`,
      K6_OTEL_HTTP_EXPORTER_INSECURE: 'true',
    },
  });
  expect(stdout).toContain(
    `output: InfluxDBv1 (${influxdb.url}), Prometheus remote write (${prometheus.url}/api/v1/write), ` +
      `opentelemetry (http/json, ${collector.url}/v1/metrics), statsd (${statsd.address})`,
  );
  const points = influxdb.requests.flatMap(({ body }) => body.toString().split('\n'));
  expect(points.filter((line) => /^steps,kind=x,scenario=default value=2 \d{19}$/.test(line))).toHaveLength(
    10,
  );
  expect(prometheus.requests.length).toBeGreaterThan(0);
  const metrics = JSON.parse(collector.requests.at(-1)?.body.toString() ?? '').resourceMetrics[0]
    .scopeMetrics[0].metrics;
  expect(metrics).toContainEqual(
    expect.objectContaining({
      name: 'steps',
      sum: expect.objectContaining({ dataPoints: [expect.objectContaining({ asDouble: 20 })] }),
    }),
  );
  expect(statsd.lines().filter((line) => /^k6\.steps:\d+\|c$/.test(line))).not.toEqual([]);
  expect(stderr).not.toContain('level=warning');
});

test('reports are written besides the summary, and show what the exit code says', async () => {
  await using folder = await scriptFolder({ 'test.js': SCRIPT });
  const args = ['run', '--out', 'junit', '--out', 'markdown', '--out', 'markdown=-', 'test.js'];
  const { exitCode, stdout } = await runCli(args, {
    cwd: folder.path,
    env: { GITHUB_STEP_SUMMARY: folder.file('page.md') },
  });
  expect(exitCode).toBe(99);
  expect(stdout).toContain('output: junit (junit.xml), markdown (job summary), markdown (stdout)');
  const junit = await readFile(folder.file('junit.xml'), 'utf8');
  expect(junit).toContain('<testsuites name="test.js" tests="3" failures="1" errors="0" skipped="1"');
  expect(junit).toContain(
    '<testcase classname="steps" name="count&gt;100" time="0.000"><failure message="count is 20"/>',
  );
  const page = await readFile(folder.file('page.md'), 'utf8');
  expect(page).toMatch(/^## test\.js: ❌ failed\n/);
  expect(stdout).toContain('## test.js: ❌ failed');
});

test('a report that cannot be written leaves the exit code alone', async () => {
  await using folder = await scriptFolder({ 'test.js': 'export default function () {}' });
  const { exitCode, stderr } = await runCli(['run', '--out', 'junit=no/such/folder.xml', 'test.js'], {
    cwd: folder.path,
  });
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(
    /level=error msg="A report could not be written" error="open \S+folder\.xml: no such file or directory"/,
  );
});

test('an output that is set up wrongly stops the run before it begins', async () => {
  await using folder = await scriptFolder({ 'test.js': 'export default function () {}' });
  const { exitCode, stderr } = await runCli(['run', '--out', 'influxdb=http://h?x=1', 'test.js'], {
    cwd: folder.path,
  });
  expect(exitCode).toBe(255);
  expect(stderr).toContain("could not create the 'influxdb' output: unknown query parameter: x");
});
