import { isUserError } from '@squall/core';
import { expect, test } from 'vitest';
import { createOutput } from './create-output.ts';
import { makeContext } from './recorded-samples.fixture.ts';

test.each([
  ['json', 'json(stdout)'],
  ['json=two.json', 'json (two.json)'],
  ['json=a=b.json', 'json (a=b.json)'],
  ['csv', 'csv (file.csv)'],
  ['csv=fileName=o.csv,timeFormat=rfc3339', 'csv (o.csv)'],
  ['influxdb=http://h:1/db?precision=ms', 'InfluxDBv1 (http://h:1)'],
  ['experimental-prometheus-rw', 'Prometheus remote write (http://localhost:9090/api/v1/write)'],
  ['opentelemetry', 'opentelemetry (grpc, localhost:4317)'],
  ['experimental-opentelemetry', 'opentelemetry (grpc, localhost:4317)'],
  ['statsd', 'statsd (localhost:8125)'],
  ['web-dashboard=port=-1&export=run.html', 'web-dashboard (run.html)'],
])('%s is %s', async (spec, description) => {
  expect(await createOutput(spec, makeContext().context)).toMatchObject({ description });
});

const LISTED =
  'cloud, csv, experimental-opentelemetry, experimental-prometheus-rw, influxdb, json, opentelemetry, statsd, web-dashboard';

test.each([
  ['foo', `invalid output type 'foo', available types are: ${LISTED}`],
  ['toString=1', `invalid output type 'toString', available types are: ${LISTED}`],
  [
    'kafka',
    "could not create the 'kafka' output: the kafka output was deprecated in k6 v0.32.0 and removed in k6 v0.34.0, please use another output",
  ],
  ['csv=foo=1', 'could not create the \'csv\' output: unknown key "foo" as argument for csv output'],
])('refuses %s', async (spec, message) => {
  const caught = await createOutput(spec, makeContext().context).catch((error: unknown) => error);
  expect(isUserError(caught) && { message: caught.message, exitCode: caught.exitCode }).toEqual({
    message,
    exitCode: 255,
  });
});
