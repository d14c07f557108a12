import type { Metric, MetricType, ValueType } from './metric.ts';
import type { MetricRegistry } from './recording.ts';

type Kind = readonly [MetricType, ValueType];

const COUNTER: Kind = ['counter', 'default'];
const BYTES: Kind = ['counter', 'data'];
const GAUGE: Kind = ['gauge', 'default'];
const RATE: Kind = ['rate', 'default'];
const DURATION: Kind = ['trend', 'time'];

/** Metrics that exist in every run; further ones appear when a module or a script creates them. */
export const BUILTIN_METRICS = {
  vus: GAUGE,
  vus_max: GAUGE,
  iterations: COUNTER,
  iteration_duration: DURATION,
  dropped_iterations: COUNTER,
  checks: RATE,
  group_duration: DURATION,
  http_reqs: COUNTER,
  http_req_duration: DURATION,
  http_req_blocked: DURATION,
  http_req_connecting: DURATION,
  http_req_tls_handshaking: DURATION,
  http_req_sending: DURATION,
  http_req_waiting: DURATION,
  http_req_receiving: DURATION,
  http_req_failed: RATE,
  ws_sessions: COUNTER,
  ws_connecting: DURATION,
  ws_session_duration: DURATION,
  ws_msgs_sent: COUNTER,
  ws_msgs_received: COUNTER,
  ws_ping: DURATION,
  grpc_req_duration: DURATION,
  data_sent: BYTES,
  data_received: BYTES,
} as const satisfies Record<string, Kind>;

export type BuiltinMetricName = keyof typeof BUILTIN_METRICS;

/** Registers the built-in metrics and returns their handles by name. */
export function createBuiltinMetrics(registry: MetricRegistry): Readonly<Record<BuiltinMetricName, Metric>> {
  const entries = Object.entries(BUILTIN_METRICS).map(([name, [type, contains]]) => [
    name,
    registry.getOrCreate(name, type, contains),
  ]);
  return Object.fromEntries(entries) as Record<BuiltinMetricName, Metric>;
}
