import type { SummaryMode } from './summary-input.ts';

export const METRIC_CATEGORIES = [
  'CUSTOM',
  'HTTP',
  'EXECUTION',
  'NETWORK',
  'BROWSER',
  'WEB_VITALS',
  'GRPC',
  'WEBSOCKET',
] as const;

export type MetricCategory = (typeof METRIC_CATEGORIES)[number];

/** First match wins: web vitals must come before the other browser metrics. */
const CATEGORY_PREFIXES: readonly (readonly [MetricCategory, readonly string[]])[] = [
  [
    'HTTP',
    [
      'http_reqs',
      'http_req_duration',
      'http_req_blocked',
      'http_req_connecting',
      'http_req_tls_handshaking',
      'http_req_sending',
      'http_req_waiting',
      'http_req_receiving',
      'http_req_failed',
    ],
  ],
  ['EXECUTION', ['vus', 'iterations', 'iteration_duration', 'dropped_iterations']],
  ['NETWORK', ['data_sent', 'data_received']],
  ['WEB_VITALS', ['browser_web_vital_']],
  ['BROWSER', ['browser_']],
  ['GRPC', ['grpc_']],
  ['WEBSOCKET', ['ws_']],
];

const NEVER_LISTED = ['checks', 'group_duration'];

const ONLY_IN_FULL_MODE = [
  'http_req_blocked',
  'http_req_connecting',
  'http_req_receiving',
  'http_req_sending',
  'http_req_tls_handshaking',
  'http_req_waiting',
];

/** By prefix, as k6 does it: a custom metric called `vus_waiting` is listed under EXECUTION. */
export function categoryOf(metricName: string): MetricCategory {
  for (const [category, prefixes] of CATEGORY_PREFIXES) {
    if (startsWithAny(metricName, prefixes)) return category;
  }
  return 'CUSTOM';
}

export function isListed(metricName: string, mode: SummaryMode): boolean {
  if (startsWithAny(metricName, NEVER_LISTED)) return false;
  return mode === 'full' || !startsWithAny(metricName, ONLY_IN_FULL_MODE);
}

function startsWithAny(name: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => name.startsWith(prefix));
}
