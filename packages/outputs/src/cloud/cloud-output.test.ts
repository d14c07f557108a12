/// <reference path="../prometheus/snappyjs.d.ts" />
import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { OutputRun, RunOutcome } from '@squall/core';
import snappy from 'snappyjs';
import { expect, test, vi } from 'vitest';
import { createOutput } from '../create-output.ts';
import { type ReceivedRequest, type Reply, startHttpReceiver } from '../receivers/http-receiver.fixture.ts';
import { makeContext, NOTHING_KNOWN, recordSamples } from '../recorded-samples.fixture.ts';

const TAGS = ['name', 'method', 'status', 'error', 'check', 'group'];
const PASSED: RunOutcome = { ending: 'finished', hasFailed: false, thresholds: {} };
const CREATED: Reply = {
  status: 200,
  body: JSON.stringify({
    reference_id: '12',
    config: {
      metricPushInterval: '20ms',
      aggregationPeriod: '1s',
      webAppURL: 'http://pages',
      stopOnError: true,
    },
    logs: [{ level: 'warning', message: 'be quick' }],
  }),
};

const isPush = ({ url }: ReceivedRequest) => url.startsWith('/v2/metrics/');
const isFinish = ({ url }: ReceivedRequest) => url === '/v1/tests/12';

/** A server that creates runs and answers pushes as told, and the output that reports to it. */
async function scene(
  onPush: (request: ReceivedRequest) => Reply,
  env: Readonly<Record<string, string>> = {},
) {
  const receiver = await startHttpReceiver((request) => {
    if (request.url === '/v1/tests') return CREATED;
    return isPush(request) ? onPush(request) : { status: 200 };
  });
  const controller = () => ({ url: receiver.url, token: 'secret', projectId: 7, testName: 'mine' });
  const test = { name: 'script.js', maxVUs: 3, maxDurationMs: 4_200, thresholds: { hits: ['count>1'] } };
  const { context, logged } = makeContext({ env, systemTags: TAGS, controller, test });
  const output = await createOutput('cloud', context);
  return {
    output,
    logged,
    receiver,
    async run(samples: Parameters<typeof recordSamples>[0], run: OutputRun = NOTHING_KNOWN) {
      await output.open?.();
      await output.start(run);
      await output.receive(recordSamples(samples));
    },
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  };
}

const HITS = [
  { metric: 'hits', value: 1, timeMs: 10_100, tags: { group: '', test_run_id: 'x' } },
  { metric: 'hits', value: 2, timeMs: 10_900, tags: { group: '', test_run_id: 'x' } },
  { metric: 'hits', value: 4, timeMs: 11_000, tags: { group: '', test_run_id: 'x' } },
] as const;

test('announces the run, sends sums of each period, and says how it ended', async () => {
  await using one = await scene(() => ({ status: 202 }));
  await one.run(HITS);
  expect(one.output.description).toBe('cloud (http://pages/runs/12)');
  await one.output.stop({
    ...PASSED,
    ending: 'threshold',
    hasFailed: true,
    thresholds: { hits: { 'count>1': true } },
  });
  const { requests } = one.receiver;
  expect(requests.map(({ url }) => url)).toEqual(['/v1/tests', '/v2/metrics/12', '/v1/tests/12']);
  expect(JSON.parse(String(requests[0]?.body))).toEqual({
    name: 'mine',
    project_id: 7,
    vus: 3,
    duration: 5,
    thresholds: { hits: ['count>1'] },
  });
  expect(requests[1]?.headers).toMatchObject({
    authorization: 'Token secret',
    'content-encoding': 'snappy',
    'k6-metrics-protocol-version': '2.0',
    'k6-idempotency-key': expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  const pushed = Buffer.from(snappy.uncompress(requests[1]?.body as Buffer));
  const reader = new BinaryReader(pushed);
  reader.tag();
  expect(reader.string()).toBe('12');
  reader.tag();
  expect(reader.uint32()).toBe(1);
  expect(pushed.includes('group')).toBe(true);
  expect(pushed.includes('test_run_id')).toBe(false);
  for (const sum of [3, 4]) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(sum);
    expect(pushed.includes(bytes)).toBe(true);
  }
  expect(JSON.parse(String(requests[2]?.body))).toEqual({
    result_status: 1,
    run_status: 8,
    thresholds: { hits: { 'count>1': true } },
  });
  expect(one.logged).toEqual([
    ['warning', 'be quick', undefined],
    ['warning', expect.stringContaining("leaves out the tag 'test_run_id'"), { output: 'cloud' }],
  ]);
});

test('repeats a push with the same key, and loses nothing', async () => {
  let failures = 2;
  await using one = await scene(() => ({ status: failures-- > 0 ? 503 : 202 }));
  await one.run(HITS);
  await one.output.stop(PASSED);
  const keys = one.receiver.requests.filter(isPush).map(({ headers }) => headers['k6-idempotency-key']);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect(one.logged.some(([, text]) => text.includes('lost'))).toBe(false);
});

test('counts what the server refuses, and still reports the end', async () => {
  await using one = await scene(() => ({ status: 400, body: '{"error":{"code":9,"message":"no"}}' }));
  await one.run(HITS);
  await one.output.stop(PASSED);
  expect(one.logged).toContainEqual([
    'warning',
    'The cloud output lost 3 of 3 samples',
    { output: 'cloud', lost: 3, error: '(400/E9) no' },
  ]);
  expect(one.receiver.requests.filter(isFinish)).toHaveLength(1);
});

test('stops the run when the server wants no more of it', async () => {
  await using one = await scene(() => ({ status: 403, body: '{"error":{"code":4,"message":"enough"}}' }));
  const abort = vi.fn();
  await one.run(HITS, { ...NOTHING_KNOWN, abort });
  await vi.waitFor(() => expect(abort).toHaveBeenCalledOnce(), 20_000);
  expect(abort.mock.calls[0]?.[0]).toMatchObject({
    code: 'STOPPED_BY_OUTPUT',
    message: 'the controller has stopped the run: enough',
  });
  await one.output.receive(recordSamples(HITS));
  await one.output.stop({ ...PASSED, ending: 'system' });
  expect(one.receiver.requests.filter(isPush)).toHaveLength(1);
  expect(JSON.parse(String(one.receiver.requests.at(-1)?.body))).toMatchObject({ run_status: 6 });
  expect(one.logged).toContainEqual([
    'warning',
    'The cloud output lost 6 of 6 samples',
    expect.objectContaining({ lost: 6 }),
  ]);
});

test('cuts pushes where they have as many series as allowed', async () => {
  await using one = await scene(() => ({ status: 202 }), { K6_CLOUD_MAX_TIME_SERIES_IN_BATCH: '2' });
  const samples = Array.from({ length: 5 }, (_, i) => ({ ...HITS[0], tags: { group: `g${i}` } }));
  await one.run(samples);
  await one.output.stop(PASSED);
  expect(one.receiver.requests.filter(isPush)).toHaveLength(3);
});

test('neither creates nor ends a run that is somebody else’s', async () => {
  await using one = await scene(() => ({ status: 202 }), { K6_CLOUD_PUSH_REF_ID: '99' });
  await one.run(HITS);
  await one.output.stop(PASSED);
  expect(one.receiver.requests.map(({ url }) => url)).toEqual(['/v2/metrics/99']);
});

test.each([
  [
    { K6_CLOUD_METRIC_PUSH_CONCURRENCY: '0' },
    TAGS,
    'metrics push concurrency must be a positive number but is 0',
  ],
  [{ K6_CLOUD_AGGREGATION_PERIOD: '1500ms' }, TAGS, 'the aggregation period must be whole seconds, got 1.5s'],
  [{ K6_CLOUD_API_VERSION: '1' }, TAGS, 'the metric protocol 1 is not supported, 2 is'],
  [{}, ['name'], 'needs the following system tags enabled: method, status, error, check, group'],
])('with %j and the system tags %j it refuses', async (env, systemTags, message) => {
  const { context } = makeContext({ env, systemTags });
  await expect(createOutput('cloud', context)).rejects.toThrow(message);
});

test('nobody there is an error before the run', async () => {
  const receiver = await startHttpReceiver();
  await receiver[Symbol.asyncDispose]();
  const controller = () => ({ url: receiver.url, token: undefined, projectId: undefined, testName: 'mine' });
  const output = await createOutput('cloud', makeContext({ systemTags: TAGS, controller }).context);
  await expect(output.open?.()).rejects.toThrow(
    `could not start the 'cloud' output at ${receiver.url}: connect`,
  );
});
