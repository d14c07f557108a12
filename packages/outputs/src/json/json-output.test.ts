import { gunzipSync } from 'node:zlib';
import { createMetricRegistry, describeRun, RunMetrics } from '@squall/core';
import { expect, test } from 'vitest';
import {
  makeContext,
  makeFolder,
  NOTHING_KNOWN,
  recordSamples,
  runOutput,
} from '../recorded-samples.fixture.ts';
import { createJsonOutput } from './json-output.ts';

const TIME_MS = Date.UTC(2026, 10, 22, 18, 30, 38) + 940.75;
const TIME = new Date(TIME_MS).getTimezoneOffset() === 0 ? '2026-11-22T18:30:38.94075Z' : expect.any(String);

test('writes a metric line before its first sample and a point line for each sample', async () => {
  await using folder = await makeFolder();
  const { context } = makeContext({ workingDirectory: folder.path });
  const output = createJsonOutput('samples.json', context);
  expect(output.description).toBe('json (samples.json)');
  await runOutput(
    output,
    recordSamples([
      {
        metric: 'http_req_duration',
        type: 'trend',
        contains: 'time',
        value: 1.927487,
        timeMs: TIME_MS,
        tags: { url: 'http://a/?x=<1>&y="2"', group: '::setup', 10: 'ten', 9: 'nine' },
        metadata: { vu: '1', iter: '0' },
      },
      { metric: 'http_reqs', value: 1, timeMs: TIME_MS },
      { metric: 'http_reqs', value: 1e-7, timeMs: TIME_MS, metadata: {} },
    ]),
  );
  const lines = (await folder.read('samples.json')).toString().split('\n');
  const time = (JSON.parse(lines[1] ?? '') as { data: { time: string } }).data.time;
  expect(time).toEqual(TIME);
  expect(lines).toEqual([
    '{"type":"Metric","data":{"name":"http_req_duration","type":"trend","contains":"time","thresholds":[],"submetrics":null},"metric":"http_req_duration"}',
    `{"metric":"http_req_duration","type":"Point","data":{"time":"${time}","value":1.927487,"tags":{"10":"ten","9":"nine","group":"::setup","url":"http://a/?x=<1>&y=\\"2\\""},"metadata":{"iter":"0","vu":"1"}}}`,
    '{"type":"Metric","data":{"name":"http_reqs","type":"counter","contains":"default","thresholds":[],"submetrics":null},"metric":"http_reqs"}',
    `{"metric":"http_reqs","type":"Point","data":{"time":"${time}","value":1,"tags":{}}}`,
    `{"metric":"http_reqs","type":"Point","data":{"time":"${time}","value":1e-7,"tags":{}}}`,
    '',
  ]);
});

test('shows thresholds and sub-metrics of a metric in its line', async () => {
  const registry = createMetricRegistry();
  const run = new RunMetrics({ registry });
  registry.getOrCreate('my_c', 'counter');
  run.declare('my_c{ a:b }');
  const thresholds = [
    { threshold: 'count<1', abortOnFail: false, delayAbortEvalMs: null },
    { threshold: 'count<2', abortOnFail: true, delayAbortEvalMs: 3000 },
  ];
  const { context, stdoutText } = makeContext();
  const batches = recordSamples([{ metric: 'my_c', value: 1, timeMs: TIME_MS }], run);
  await runOutput(
    createJsonOutput('', context),
    batches,
    describeRun({ my_c: thresholds }, run, () => undefined),
  );
  expect(stdoutText().split('\n')[0]).toBe(
    '{"type":"Metric","data":{"name":"my_c","type":"counter","contains":"default","thresholds":["count<1",' +
      '{"threshold":"count<2","abortOnFail":true,"delayAbortEval":"3s"}],"submetrics":[{"name":"my_c{a:b}",' +
      '"suffix":"a:b","tags":{"a":"b"}}]},"metric":"my_c"}',
  );
});

test.each(['', '-'])('writes to stdout for the argument %j', async (argument) => {
  const { context, stdoutText } = makeContext();
  const output = createJsonOutput(argument, context);
  expect(output.description).toBe('json(stdout)');
  await runOutput(output, recordSamples([{ metric: 'hits', value: 2, timeMs: TIME_MS }]));
  expect(
    stdoutText()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type),
  ).toEqual(['Metric', 'Point']);
  expect(context.stdout.writableEnded).toBe(false);
});

test('replaces an existing file', async () => {
  await using folder = await makeFolder();
  const { context } = makeContext({ workingDirectory: folder.path });
  const many = Array.from({ length: 50 }, () => ({ metric: 'hits', value: 1, timeMs: TIME_MS }));
  await runOutput(createJsonOutput('a.json', context), recordSamples(many));
  await runOutput(createJsonOutput('a.json', context), recordSamples(many.slice(0, 1)));
  expect((await folder.read('a.json')).toString().split('\n')).toHaveLength(3);
});

test('compresses files whose name ends with .gz', async () => {
  await using folder = await makeFolder();
  const { context } = makeContext({ workingDirectory: folder.path });
  const samples = Array.from({ length: 30_000 }, (_, i) => ({ metric: 'hits', value: i, timeMs: TIME_MS }));
  await runOutput(createJsonOutput('a.json.gz', context), recordSamples(samples));
  const lines = gunzipSync(await folder.read('a.json.gz'))
    .toString()
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(30_001);
  expect(JSON.parse(lines.at(-1) ?? '').data.value).toBe(29_999);
});

test('refuses a file it cannot create with the text k6 has', async () => {
  const { context } = makeContext();
  const attempt = createJsonOutput('/nonexist/a.json', context).start(NOTHING_KNOWN);
  await expect(attempt).rejects.toMatchObject({
    message: 'open /nonexist/a.json: no such file or directory',
    exitCode: 255,
  });
});

test('asks the caller to wait while the destination is behind, and loses nothing', async () => {
  await using folder = await makeFolder();
  const { context } = makeContext({ workingDirectory: folder.path });
  const output = createJsonOutput('a.json', context);
  await output.start(NOTHING_KNOWN);
  const run = new RunMetrics({ registry: createMetricRegistry() });
  const samples = Array.from({ length: 40_000 }, (_, i) => ({
    metric: 'hits',
    value: i,
    timeMs: TIME_MS,
    tags: { url: 'x'.repeat(200) },
  }));
  const wait = output.receive(recordSamples(samples, run));
  expect(wait).toBeInstanceOf(Promise);
  await wait;
  await output.stop();
  expect((await folder.read('a.json')).toString().split('\n')).toHaveLength(40_002);
});

test('logs once when the destination fails and drops the rest', async () => {
  const { context, logged } = makeContext();
  const output = createJsonOutput('-', context);
  await output.start(NOTHING_KNOWN);
  const batches = recordSamples([{ metric: 'hits', value: 1, timeMs: TIME_MS }]);
  context.stdout.destroy(new Error('pipe is gone'));
  await new Promise((resolve) => setImmediate(resolve));
  await output.receive(batches);
  await output.receive(batches);
  await output.stop();
  expect(logged).toEqual([
    ['error', 'The json output cannot be written', { output: 'json', error: 'pipe is gone' }],
  ]);
});
