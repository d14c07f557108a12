import { formatDuration } from '@squall/core';
import type { OutputContext } from '../output-context.ts';
import { duration, flag, readSettings, requirePositive, text, wholeNumber } from '../settings.ts';

export interface CloudConfig {
  /** Where pages of runs are; empty for the server itself. */
  readonly webAppUrl: string;
  /** The page of this run, in place of the one made of `webAppUrl`. */
  readonly testRunDetails: string;
  readonly timeoutMs: number;
  readonly stopOnError: boolean;
  readonly aggregationPeriodMs: number;
  /** How long samples of a period are waited for after its end. */
  readonly aggregationWaitPeriodMs: number;
  readonly metricPushIntervalMs: number;
  readonly metricPushConcurrency: number;
  readonly maxTimeSeriesInBatch: number;
  /** Of a run that somebody else has created, and will end; empty for one of our own. */
  readonly pushRefId: string;
}

const TABLE = {
  webAppUrl: { json: 'webAppURL', env: 'K6_CLOUD_WEB_APP_URL', kind: text },
  testRunDetails: { json: 'testRunDetails', env: 'K6_CLOUD_TEST_RUN_DETAILS', kind: text },
  timeoutMs: { json: 'timeout', env: 'K6_CLOUD_TIMEOUT', kind: duration },
  stopOnError: { json: 'stopOnError', env: 'K6_CLOUD_STOP_ON_ERROR', kind: flag },
  apiVersion: { json: 'apiVersion', env: 'K6_CLOUD_API_VERSION', kind: wholeNumber },
  aggregationPeriodMs: { json: 'aggregationPeriod', env: 'K6_CLOUD_AGGREGATION_PERIOD', kind: duration },
  aggregationWaitPeriodMs: {
    json: 'aggregationWaitPeriod',
    env: 'K6_CLOUD_AGGREGATION_WAIT_PERIOD',
    kind: duration,
  },
  metricPushIntervalMs: { json: 'metricPushInterval', env: 'K6_CLOUD_METRIC_PUSH_INTERVAL', kind: duration },
  metricPushConcurrency: {
    json: 'metricPushConcurrency',
    env: 'K6_CLOUD_METRIC_PUSH_CONCURRENCY',
    kind: wholeNumber,
  },
  maxTimeSeriesInBatch: {
    json: 'maxTimeSeriesInBatch',
    env: 'K6_CLOUD_MAX_TIME_SERIES_IN_BATCH',
    kind: wholeNumber,
  },
  pushRefId: { json: 'pushRefID', env: 'K6_CLOUD_PUSH_REF_ID', kind: text },
} as const;

const DEFAULTS = {
  webAppUrl: '',
  testRunDetails: '',
  timeoutMs: 60_000,
  stopOnError: false,
  apiVersion: 2,
  aggregationPeriodMs: 3_000,
  aggregationWaitPeriodMs: 8_000,
  metricPushIntervalMs: 1_000,
  metricPushConcurrency: 1,
  maxTimeSeriesInBatch: 1_000,
  pushRefId: '',
} as const;

const NEEDED_SYSTEM_TAGS = ['name', 'method', 'status', 'error', 'check', 'group'];

/** @throws Error saying which setting is wrong */
export function readCloudConfig(argument: string, context: OutputContext): CloudConfig {
  if (argument !== '') throw new Error(`it takes no argument, got "${argument}"`);
  const missing = NEEDED_SYSTEM_TAGS.filter((tag) => !context.systemTags.includes(tag));
  if (missing.length > 0) {
    throw new Error(`the cloud output needs the following system tags enabled: ${missing.join(', ')}`);
  }
  return checked({ ...DEFAULTS, ...readSettings('cloud', TABLE, context) });
}

/** What the server wishes goes over everything else, but the run stays the one it is. @throws Error */
export function withServerConfig(config: CloudConfig, wishes: unknown): CloudConfig {
  const { pushRefId: _, ...settings } = readSettings('cloud', TABLE, {
    collectors: { cloud: wishes },
    env: {},
  });
  return checked({ apiVersion: DEFAULTS.apiVersion, ...config, ...settings });
}

function checked({ apiVersion, ...config }: CloudConfig & { readonly apiVersion: number }): CloudConfig {
  if (apiVersion !== 2) throw new Error(`the metric protocol ${apiVersion} is not supported, 2 is`);
  requireWholeSeconds('the aggregation period', config.aggregationPeriodMs);
  requireWholeSeconds('the aggregation wait period', config.aggregationWaitPeriodMs);
  requirePositive('the metric push interval', config.metricPushIntervalMs);
  requirePositive('the timeout', config.timeoutMs);
  requireCount('metrics push concurrency', config.metricPushConcurrency);
  requireCount('max time series in a batch', config.maxTimeSeriesInBatch);
  return config;
}

function requireWholeSeconds(name: string, ms: number): void {
  if (ms > 0 && ms % 1000 === 0) return;
  throw new Error(`${name} must be whole seconds, got ${formatDuration(ms)}`);
}

function requireCount(name: string, value: number): void {
  if (value < 1) throw new Error(`${name} must be a positive number but is ${value}`);
}
