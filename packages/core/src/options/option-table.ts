import { K6_VERSION } from './k6-version.ts';
import { type KeysWithDefault, option, type ValuesOf } from './option-spec.ts';
import { blacklistIPs, localIPs } from './values/addresses.ts';
import { DNS_DEFAULTS, dns } from './values/dns.ts';
import { duration } from './values/durations.ts';
import { blockHostnames, hosts } from './values/hostnames.ts';
import { bool, int, rawObject, string } from './values/scalars.ts';
import { scenarios } from './values/scenarios.ts';
import { executionSegment, executionSegmentSequence } from './values/segments.ts';
import { stages } from './values/stages.ts';
import { repeatedStrings, stringList, tagMap } from './values/string-list.ts';
import { summaryTimeUnit } from './values/summary-time-unit.ts';
import { DEFAULT_SYSTEM_TAGS, systemTags } from './values/system-tags.ts';
import { thresholds } from './values/thresholds.ts';
import { tlsAuth, tlsCipherSuites, tlsVersion } from './values/tls.ts';
import { DEFAULT_TREND_STATS, trendStats } from './values/trend-stats.ts';

/** What a script may set in `options`, in the order k6 shows it. */
export const OPTION_TABLE = {
  paused: option(bool, {
    goName: 'Paused',
    flag: { name: 'paused', short: 'p' },
    env: 'K6_PAUSED',
    default: false,
    help: 'initialise the VUs, then wait to be resumed through the REST API',
  }),
  vus: option(int, {
    goName: 'VUs',
    flag: { name: 'vus', short: 'u' },
    env: 'K6_VUS',
    default: 1,
    help: 'number of virtual users',
  }),
  duration: option(duration, {
    goName: 'Duration',
    flag: { name: 'duration', short: 'd' },
    env: 'K6_DURATION',
    help: 'how long the VUs keep iterating',
  }),
  iterations: option(int, {
    goName: 'Iterations',
    flag: { name: 'iterations', short: 'i' },
    env: 'K6_ITERATIONS',
    help: 'iterations to share among all VUs',
  }),
  stages: option(stages, {
    goName: 'Stages',
    flag: { name: 'stage', short: 's', valueName: 'duration:target' },
    env: 'K6_STAGES',
    help: 'add a stage in which the number of VUs moves to a target',
  }),
  scenarios: option(scenarios, {
    goName: 'Scenarios',
    help: 'named workloads, each with its executor',
  }),
  executionSegment: option(executionSegment, {
    goName: 'ExecutionSegment',
    flag: { name: 'execution-segment', valueName: 'from:to' },
    help: 'the part of the test this instance executes, such as 10%, 1/3 or 0.2:2/3',
  }),
  executionSegmentSequence: option(executionSegmentSequence, {
    goName: 'ExecutionSegmentSequence',
    flag: { name: 'execution-segment-sequence', valueName: 'points' },
    help: 'the ends of all segments of the test, such as 0,1/3,2/3,1',
  }),
  noSetup: option(bool, {
    goName: 'NoSetup',
    flag: { name: 'no-setup' },
    env: 'K6_NO_SETUP',
    default: false,
    help: 'do not run setup()',
  }),
  setupTimeout: option(duration, {
    goName: 'SetupTimeout',
    env: 'K6_SETUP_TIMEOUT',
    default: 60_000,
    help: 'how long setup() may take',
  }),
  noTeardown: option(bool, {
    goName: 'NoTeardown',
    flag: { name: 'no-teardown' },
    env: 'K6_NO_TEARDOWN',
    default: false,
    help: 'do not run teardown()',
  }),
  teardownTimeout: option(duration, {
    goName: 'TeardownTimeout',
    env: 'K6_TEARDOWN_TIMEOUT',
    default: 60_000,
    help: 'how long teardown() may take',
  }),
  handleSummaryTimeout: option(duration, {
    goName: 'HandleSummaryTimeout',
    env: 'K6_HANDLE_SUMMARY_TIMEOUT',
    default: 120_000,
    help: 'how long handleSummary() may take',
  }),
  rps: option(int, {
    goName: 'RPS',
    flag: { name: 'rps' },
    env: 'K6_RPS',
    default: 0,
    help: 'limit of requests per second over all VUs; 0 for none',
  }),
  dns: option(dns, {
    goName: 'DNS',
    flag: { name: 'dns', valueName: 'ttl=…,select=…,policy=…' },
    env: 'K6_DNS',
    default: DNS_DEFAULTS,
    help: 'how long DNS answers are kept, which of several addresses is taken and of which IP version',
  }),
  maxRedirects: option(int, {
    goName: 'MaxRedirects',
    flag: { name: 'max-redirects' },
    env: 'K6_MAX_REDIRECTS',
    default: 10,
    help: 'follow at most this many redirects',
  }),
  userAgent: option(string, {
    goName: 'UserAgent',
    flag: { name: 'user-agent' },
    env: 'K6_USER_AGENT',
    default: `Grafana k6/${K6_VERSION}`,
    help: 'User-Agent of HTTP requests; empty sends none',
  }),
  batch: option(int, {
    goName: 'Batch',
    flag: { name: 'batch' },
    env: 'K6_BATCH',
    default: 20,
    help: 'parallel requests of one http.batch()',
  }),
  batchPerHost: option(int, {
    goName: 'BatchPerHost',
    flag: { name: 'batch-per-host' },
    env: 'K6_BATCH_PER_HOST',
    default: 6,
    help: 'parallel requests of one http.batch() to the same host; 0 for no limit',
  }),
  httpDebug: option(string, {
    goName: 'HTTPDebug',
    flag: { name: 'http-debug', bareValue: 'headers' },
    env: 'K6_HTTP_DEBUG',
    default: '',
    help: 'log requests and responses; "full" includes bodies',
  }),
  insecureSkipTLSVerify: option(bool, {
    goName: 'InsecureSkipTLSVerify',
    flag: { name: 'insecure-skip-tls-verify' },
    env: 'K6_INSECURE_SKIP_TLS_VERIFY',
    default: false,
    help: 'accept any TLS certificate',
  }),
  tlsCipherSuites: option(tlsCipherSuites, {
    goName: 'TLSCipherSuites',
    env: 'K6_TLS_CIPHER_SUITES',
    help: 'TLS cipher suites to offer',
  }),
  tlsVersion: option(tlsVersion, {
    goName: 'TLSVersion',
    help: 'TLS version, or the lowest and highest one',
  }),
  tlsAuth: option(tlsAuth, {
    goName: 'TLSAuth',
    help: 'client certificates',
  }),
  throw: option(bool, {
    goName: 'Throw',
    flag: { name: 'throw', short: 'w' },
    env: 'K6_THROW',
    default: false,
    help: 'make failed requests throw',
  }),
  thresholds: option(thresholds, {
    goName: 'Thresholds',
    help: 'what metrics must fulfil for the test to pass',
  }),
  blacklistIPs: option(blacklistIPs, {
    goName: 'BlacklistIPs',
    flag: { name: 'blacklist-ip', valueName: 'cidr' },
    env: 'K6_BLACKLIST_IPS',
    help: 'refuse to connect to these networks',
  }),
  blockHostnames: option(blockHostnames, {
    goName: 'BlockedHostnames',
    flag: { name: 'block-hostnames', valueName: 'patterns' },
    env: 'K6_BLOCK_HOSTNAMES',
    help: 'refuse requests to these hosts; a leading * matches any prefix',
  }),
  hosts: option(hosts, {
    goName: 'Hosts',
    help: 'addresses to use instead of what the DNS says',
  }),
  noConnectionReuse: option(bool, {
    goName: 'NoConnectionReuse',
    flag: { name: 'no-connection-reuse' },
    env: 'K6_NO_CONNECTION_REUSE',
    default: false,
    help: 'open a connection for every request',
  }),
  noVUConnectionReuse: option(bool, {
    goName: 'NoVUConnectionReuse',
    flag: { name: 'no-vu-connection-reuse' },
    env: 'K6_NO_VU_CONNECTION_REUSE',
    default: false,
    help: 'close connections after each iteration',
  }),
  minIterationDuration: option(duration, {
    goName: 'MinIterationDuration',
    flag: { name: 'min-iteration-duration' },
    env: 'K6_MIN_ITERATION_DURATION',
    default: 0,
    help: 'time a VU spends on an iteration at least',
  }),
  cloud: option(rawObject, {
    goName: 'Cloud',
    help: 'settings of cloud runs',
  }),
  ext: option(rawObject, {
    goName: 'External',
    help: 'settings of extensions and services',
  }),
  summaryTrendStats: option(trendStats, {
    goName: 'SummaryTrendStats',
    flag: { name: 'summary-trend-stats', valueName: 'stats' },
    env: 'K6_SUMMARY_TREND_STATS',
    default: DEFAULT_TREND_STATS,
    help: 'statistics the summary shows of trends: avg, min, med, max, count, p(N)',
  }),
  summaryTimeUnit: option(summaryTimeUnit, {
    goName: 'SummaryTimeUnit',
    flag: { name: 'summary-time-unit' },
    env: 'K6_SUMMARY_TIME_UNIT',
    help: 'unit of times in the summary: s, ms or us',
  }),
  systemTags: option(systemTags, {
    goName: 'SystemTags',
    flag: { name: 'system-tags', valueName: 'tags' },
    env: 'K6_SYSTEM_TAGS',
    default: DEFAULT_SYSTEM_TAGS,
    emptyEnv: [],
    help: 'tags that samples carry by themselves',
  }),
  tags: option(tagMap, {
    goName: 'RunTags',
    flag: { name: 'tag', valueName: 'name=value' },
    env: 'K6_TAGS',
    help: 'add a tag to all samples',
  }),
  metricSamplesBufferSize: option(int, {
    goName: 'MetricSamplesBufferSize',
    env: 'K6_METRIC_SAMPLES_BUFFER_SIZE',
    default: 1000,
    help: 'samples that may wait to be processed',
  }),
  noCookiesReset: option(bool, {
    goName: 'NoCookiesReset',
    env: 'K6_NO_COOKIES_RESET',
    default: false,
    help: 'keep cookies between iterations',
  }),
  discardResponseBodies: option(bool, {
    goName: 'DiscardResponseBodies',
    flag: { name: 'discard-response-bodies' },
    env: 'K6_DISCARD_RESPONSE_BODIES',
    default: false,
    help: 'read response bodies without keeping them',
  }),
  consoleOutput: option(string, {
    goName: 'ConsoleOutput',
    flag: { name: 'console-output', valueName: 'file' },
    env: 'K6_CONSOLE_OUTPUT',
    inJSON: false,
    help: 'write what scripts log to this file',
  }),
  localIPs: option(localIPs, {
    goName: 'LocalIPs',
    flag: { name: 'local-ips', valueName: 'addresses' },
    env: 'K6_LOCAL_IPS',
    inJSON: false,
    help: 'addresses, ranges or networks the VUs send from in turn',
  }),
} as const;

/** What only the command line, the environment and the config file may set. */
export const CONFIG_TABLE = {
  out: option(repeatedStrings, {
    goName: 'Out',
    flag: { name: 'out', short: 'o', valueName: 'type[=config]' },
    env: 'K6_OUT',
    help: 'send all samples to this output',
  }),
  linger: option(bool, {
    goName: 'Linger',
    flag: { name: 'linger', short: 'l' },
    env: 'K6_LINGER',
    default: false,
    help: 'stay alive after the test until interrupted',
  }),
  noUsageReport: option(bool, {
    goName: 'NoUsageReport',
    flag: { name: 'no-usage-report' },
    env: 'K6_NO_USAGE_REPORT',
    default: false,
    help: 'accepted for compatibility; usage is never reported',
  }),
  webDashboard: option(bool, {
    goName: 'WebDashboard',
    env: 'K6_WEB_DASHBOARD',
    default: false,
    help: 'serve a live dashboard of the test',
  }),
  noArchiveUpload: option(bool, {
    goName: 'NoArchiveUpload',
    env: 'K6_NO_ARCHIVE_UPLOAD',
    default: false,
    help: 'do not store the archive of a local run in the cloud',
  }),
  features: option(stringList, {
    goName: 'Features',
    flag: { name: 'features', valueName: 'names' },
    help: 'experimental features to switch on',
  }),
  collectors: option(rawObject, {
    goName: 'Collectors',
    help: 'settings of outputs, by name',
  }),
} as const;

export type Options = ValuesOf<typeof OPTION_TABLE>;
export type OptionKey = keyof typeof OPTION_TABLE;
export type OptionWithDefault = KeysWithDefault<typeof OPTION_TABLE>;

export type ConfigOnly = ValuesOf<typeof CONFIG_TABLE>;

/** One layer of settings, or all layers consolidated. */
export type Config = Options & ConfigOnly;
