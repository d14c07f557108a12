import { expect, test } from 'vitest';
import { makeContext } from '../recorded-samples.fixture.ts';
import { readInfluxdbConfig } from './influxdb-config.ts';

test('without settings it is the database k6 of this machine', () => {
  expect(readInfluxdbConfig('', makeContext().context)).toMatchObject({
    address: new URL('http://localhost:8086'),
    db: 'k6',
    precision: { name: 'ns' },
    tagsAsFields: new Map([
      ['vu', 'string'],
      ['iter', 'string'],
      ['url', 'string'],
    ]),
    pushIntervalMs: 1000,
    concurrentWrites: 4,
  });
});

test('reads every variable', () => {
  const env = {
    K6_INFLUXDB_ADDR: 'https://influx:1',
    K6_INFLUXDB_DB: 'd',
    K6_INFLUXDB_USERNAME: 'u',
    K6_INFLUXDB_PASSWORD: 'p',
    K6_INFLUXDB_INSECURE: 'true',
    K6_INFLUXDB_PROXY: 'http://proxy',
    K6_INFLUXDB_PAYLOAD_SIZE: '1400',
    K6_INFLUXDB_PUSH_INTERVAL: '3s',
    K6_INFLUXDB_CONCURRENT_WRITES: '2',
    K6_INFLUXDB_PRECISION: 'ms',
    K6_INFLUXDB_RETENTION: 'week',
    K6_INFLUXDB_CONSISTENCY: 'any',
    K6_INFLUXDB_TAGS_AS_FIELDS: 'vu:int,ok:bool',
  };
  expect(readInfluxdbConfig('', makeContext({ env }).context)).toMatchObject({
    address: new URL('https://influx:1'),
    db: 'd',
    username: 'u',
    password: 'p',
    insecure: true,
    proxy: 'http://proxy',
    payloadSize: 1400,
    pushIntervalMs: 3000,
    concurrentWrites: 2,
    precision: { name: 'ms' },
    retention: 'week',
    consistency: 'any',
    tagsAsFields: new Map([
      ['vu', 'int'],
      ['ok', 'bool'],
    ]),
  });
});

test('the argument goes over the environment, and that over the file', () => {
  const collectors = { influxdb: { db: 'file', username: 'file', precision: 's', pushInterval: '9s' } };
  const env = { K6_INFLUXDB_DB: 'env', K6_INFLUXDB_USERNAME: 'env' };
  const { context } = makeContext({ collectors, env });
  const argument = 'https://h:1/arg?pushInterval=2s&concurrentWrites=1&tagsAsFields=a:int&tagsAsFields=b';
  expect(readInfluxdbConfig(argument, context)).toMatchObject({
    address: new URL('https://h:1'),
    db: 'arg',
    username: 'env',
    precision: { name: 's' },
    pushIntervalMs: 2000,
    concurrentWrites: 1,
    tagsAsFields: new Map([
      ['a', 'int'],
      ['b', 'string'],
    ]),
  });
});

test.each([
  ['http://h?x=1', {}, 'unknown query parameter: x'],
  ['http://h?insecure=x', {}, 'insecure must be true or false, not x'],
  ['http://h?concurrentWrites=0', {}, "influxdb's ConcurrentWrites must be a positive number"],
  ['http://h?tagsAsFields=y:x', {}, 'an invalid type (x) is specified for an InfluxDB field (y)'],
  ['http://h?precision=x', {}, 'time: unknown unit "x" in duration "1x"'],
  ['ftp://h', {}, 'the address must begin with http://, https:// or udp://, got "ftp://h"'],
  [
    '',
    { K6_INFLUXDB_CONCURRENT_WRITES: 'x' },
    'K6_INFLUXDB_CONCURRENT_WRITES: must be a whole number, got "x"',
  ],
])('refuses the argument %j in environment %j: %s', (argument, env, message) => {
  expect(() => readInfluxdbConfig(argument, makeContext({ env }).context)).toThrow(message);
});
