import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeContext, makeFolder, recordSamples, runOutput } from '../recorded-samples.fixture.ts';
import { createCsvOutput } from './csv-output.ts';

const TIME_MS = Date.UTC(2026, 10, 22, 18, 39, 48) + 360.25;

test('writes a column for each indexable system tag and gathers the rest', async () => {
  const { context, stdoutText } = makeContext();
  const output = createCsvOutput('-', context);
  expect(output.description).toBe('csv (stdout)');
  await runOutput(
    output,
    recordSamples([
      {
        metric: 'http_reqs',
        value: 1,
        timeMs: TIME_MS,
        tags: { status: '200', group: '::setup', run: 'x', also: 'y' },
        metadata: { vu: '1', iter: '0' },
      },
      {
        metric: 'data_sent',
        value: 0.1234567,
        timeMs: TIME_MS,
        tags: { check: 'a "quoted", text\nin lines' },
      },
      {
        metric: 'my_t',
        type: 'trend',
        value: Number.POSITIVE_INFINITY,
        timeMs: TIME_MS,
        tags: { group: ' g' },
      },
      { metric: 'my_t', type: 'trend', value: -1e22, timeMs: TIME_MS },
    ]),
  );
  expect(stdoutText()).toBe(
    [
      'metric_name,timestamp,metric_value,check,group,status,extra_tags,metadata',
      'http_reqs,1795372788,1.000000,,::setup,200,also=y&run=x,iter=0&vu=1',
      'data_sent,1795372788,0.123457,"a ""quoted"", text\nin lines",,,,',
      'my_t,1795372788,+Inf,," g",,,',
      'my_t,1795372788,-10000000000000000000000.000000,,,,,',
      '',
    ].join('\n'),
  );
});

test.each([
  ['unix', '1795372788'],
  ['unix_milli', '1795372788360'],
  ['unix_micro', '1795372788360250'],
  ['unix_nano', '1795372788360250000'],
  ['rfc3339', /^2026-11-2\dT\d\d:\d\d:48(Z|[+-]\d\d:\d\d)$/],
  ['rfc3339_nano', /^2026-11-2\dT\d\d:\d\d:48\.36025(Z|[+-]\d\d:\d\d)$/],
])('writes times as %s', async (format, expected) => {
  const { context, stdoutText } = makeContext();
  const output = createCsvOutput(`fileName=-,timeFormat=${format}`, context);
  await runOutput(output, recordSamples([{ metric: 'hits', value: 1, timeMs: TIME_MS }]));
  expect(stdoutText().split('\n')[1]?.split(',')[1]).toMatch(expected);
});

test('writes compressed files', async () => {
  await using folder = await makeFolder();
  const { context } = makeContext({ workingDirectory: folder.path });
  await runOutput(
    createCsvOutput('o.csv.gz', context),
    recordSamples([{ metric: 'hits', value: 1, timeMs: TIME_MS }]),
  );
  expect(
    gunzipSync(await folder.read('o.csv.gz'))
      .toString()
      .split('\n')[1],
  ).toBe('hits,1795372788,1.000000,,,,,');
});

test.each([
  ['', {}, {}, 'csv (file.csv)'],
  ['o.csv', { K6_CSV_FILENAME: 'env.csv' }, {}, 'csv (o.csv)'],
  ['', { K6_CSV_FILENAME: 'env.csv' }, { csv: { file_name: 'json.csv' } }, 'csv (env.csv)'],
  ['saveInterval=2s', {}, { csv: { file_name: 'json.csv' } }, 'csv (json.csv)'],
])('with the argument %j, environment %j and file %j it is %s', (argument, env, collectors, description) => {
  const { context } = makeContext({ env, collectors });
  expect(createCsvOutput(argument, context).description).toBe(description);
});

test.each([
  ['saveInterval=', {}, 'couldn\'t parse "saveInterval=" as argument for csv output'],
  ['fileName=a,b', {}, 'couldn\'t parse "fileName=a,b" as argument for csv output'],
  ['foo=1', {}, 'unknown key "foo" as argument for csv output'],
  ['saveInterval=0s', {}, 'metric flush period should be positive but was 0s'],
  ['timeFormat=x', {}, 'x does not belong to TimeFormat values'],
  ['', { K6_CSV_TIME_FORMAT: 'y' }, 'y does not belong to TimeFormat values'],
])('refuses the argument %j in environment %j: %s', (argument, env, message) => {
  const { context } = makeContext({ env });
  expect(() => createCsvOutput(argument, context)).toThrow(message);
});
