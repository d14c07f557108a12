import { setTimeout as delay } from 'node:timers/promises';
import { createMetricRegistry, RunMetrics } from '@squall/core';
import { expect, test } from 'vitest';
import { startUdpReceiver } from '../receivers/udp-receiver.fixture.ts';
import {
  makeContext,
  NOTHING_KNOWN,
  recordSamples,
  runOutput,
  type TestSample,
} from '../recorded-samples.fixture.ts';
import { createStatsdOutput } from './statsd-output.ts';

const timeMs = Date.now();
const SAMPLES: readonly TestSample[] = [
  { metric: 'http_reqs', value: 1, timeMs, tags: { status: '200', url: 'http://h/1', empty: '' } },
  { metric: 'http_reqs', value: 2, timeMs, tags: { status: '200', url: 'http://h/2' } },
  { metric: 'http_reqs', value: 4, timeMs, tags: { status: '500', name: 'http://h/a,b|c' } },
  { metric: 'vus', type: 'gauge', value: 3, timeMs },
  { metric: 'drift', type: 'gauge', value: -2.5, timeMs },
  { metric: 'lat', type: 'trend', contains: 'time', value: 1.5, timeMs },
  { metric: 'lat', type: 'trend', contains: 'time', value: 20, timeMs },
  { metric: 'http_req_failed', type: 'rate', value: 1, timeMs },
  { metric: 'http_req_failed', type: 'rate', value: 0, timeMs },
  { metric: 'checks', type: 'rate', value: 1, timeMs, tags: { check: 'is: ok' } },
  { metric: 'checks', type: 'rate', value: 0, timeMs, tags: { check: 'is: ok' } },
  { metric: 'checks', type: 'rate', value: 1, timeMs, tags: { check: 'is: ok' } },
];

test('adds counters up, sends the last value of gauges and every timing', async () => {
  await using receiver = await startUdpReceiver();
  const { context, logged } = makeContext();
  const output = createStatsdOutput(receiver.address, context);
  expect(output.description).toBe(`statsd (${receiver.address})`);
  await runOutput(output, recordSamples(SAMPLES));
  await expect
    .poll(receiver.lines)
    .toEqual([
      'k6.http_reqs:7|c',
      'k6.vus:3|g',
      'k6.drift:0|g',
      'k6.drift:-2.5|g',
      'k6.lat:1.5|ms',
      'k6.lat:20|ms',
      'k6.http_req_failed:1|c',
      'k6.check.is_ ok.pass:2|c',
      'k6.check.is_ ok.fail:1|c',
    ]);
  expect(logged).toEqual([]);
});

test('sends tags when asked to, without the blocked ones', async () => {
  await using receiver = await startUdpReceiver();
  const env = { K6_STATSD_ADDR: receiver.address, K6_STATSD_ENABLE_TAGS: 'true', K6_STATSD_NAMESPACE: 'x.' };
  await runOutput(createStatsdOutput('', makeContext({ env }).context), recordSamples(SAMPLES.slice(0, 3)));
  await expect
    .poll(receiver.lines)
    .toEqual(['x.http_reqs:3|c|#status:200', 'x.http_reqs:4|c|#name:http://h/a_b_c,status:500']);
});

test('of many timings a fair choice goes with its sample rate', async () => {
  await using receiver = await startUdpReceiver();
  const samples = Array.from(
    { length: 4_000 },
    (_, i) => ({ metric: 'lat', type: 'trend', value: i, timeMs }) as const,
  );
  await runOutput(createStatsdOutput(receiver.address, makeContext().context), recordSamples(samples));
  await expect.poll(() => receiver.lines().length).toBe(1_000);
  expect(receiver.lines().every((line) => line.endsWith('|ms|@0.25'))).toBe(true);
  expect(receiver.packets.every((packet) => packet.split('\n').length <= 21)).toBe(true);
});

test('each push holds what came since the one before', async () => {
  await using receiver = await startUdpReceiver();
  const { context } = makeContext({ env: { K6_STATSD_PUSH_INTERVAL: '10ms' } });
  const output = createStatsdOutput(receiver.address, context);
  const run = new RunMetrics({ registry: createMetricRegistry() });
  await output.start(NOTHING_KNOWN);
  for (let i = 0; i < 3; i++) {
    output.receive(recordSamples(SAMPLES.slice(0, 1), run));
    await expect.poll(() => receiver.lines().length).toBe(i + 1);
  }
  await delay(30);
  await output.stop();
  expect(receiver.lines()).toEqual(Array(3).fill('k6.http_reqs:1|c'));
});

test('says when nobody listens', async () => {
  const address = await closedAddress();
  const { context, logged } = makeContext({
    env: { K6_STATSD_PUSH_INTERVAL: '10ms', K6_STATSD_BUFFER_SIZE: '1' },
  });
  await runOutput(createStatsdOutput(address, context), recordSamples(SAMPLES));
  expect(logged).toEqual([
    [
      'error',
      'Sending to statsd failed',
      { output: 'statsd', error: expect.stringContaining('ECONNREFUSED') },
    ],
    [
      'warning',
      expect.stringMatching(/^The statsd output lost at least \d of 9 values$/),
      { output: 'statsd', lost: expect.any(Number), error: expect.stringContaining('ECONNREFUSED') },
    ],
  ]);
});

test('refuses to start without its host', async () => {
  const output = createStatsdOutput('no-such-host.invalid:8125', makeContext().context);
  await expect(output.start(NOTHING_KNOWN)).rejects.toThrow('cannot send to no-such-host.invalid:8125');
});

test.each([
  ['nowhere', {}, 'the address must be of the form host:port, got "nowhere"'],
  ['', { K6_STATSD_BUFFER_SIZE: '0' }, 'the buffer size must be positive, got 0'],
  ['', { K6_STATSD_PUSH_INTERVAL: '0' }, 'the push interval must be positive, got 0s'],
])('refuses the argument %j in environment %j: %s', (argument, env, message) => {
  expect(() => createStatsdOutput(argument, makeContext({ env }).context)).toThrow(message);
});

async function closedAddress(): Promise<string> {
  await using receiver = await startUdpReceiver();
  return receiver.address;
}
