import { isUserError, type Output, UserError } from '@squall/core';
import type { OutputContext } from './output-context.ts';

type OutputFactory = (argument: string, context: OutputContext) => Output;

/** Each is loaded only when asked for: most runs have none, and few have two. */
const BUILT: Readonly<Record<string, () => Promise<OutputFactory>>> = {
  cloud: async () => (await import('./cloud/cloud-output.ts')).createCloudOutput,
  csv: async () => (await import('./csv/csv-output.ts')).createCsvOutput,
  'experimental-opentelemetry': async () =>
    (await import('./otel/otel-output.ts')).createExperimentalOtelOutput,
  'experimental-prometheus-rw': async () =>
    (await import('./prometheus/prometheus-output.ts')).createPrometheusOutput,
  influxdb: async () => (await import('./influxdb/influxdb-output.ts')).createInfluxdbOutput,
  json: async () => (await import('./json/json-output.ts')).createJsonOutput,
  statsd: async () => (await import('./statsd/statsd-output.ts')).createStatsdOutput,
  'web-dashboard': async () => (await import('./web-dashboard/dashboard-output.ts')).createDashboardOutput,
  opentelemetry: async () => (await import('./otel/otel-output.ts')).createOtelOutput,
};

/** Names that k6 lists, in its order. */
const LISTED = [
  'cloud',
  'csv',
  'experimental-opentelemetry',
  'experimental-prometheus-rw',
  'influxdb',
  'json',
  'opentelemetry',
  'statsd',
  'web-dashboard',
];

/** Statsd, which k6 has removed as well, is still there: its users asked for it. */
const REMOVED: Readonly<Record<string, string>> = {
  kafka: 'the kafka output was deprecated in k6 v0.32.0 and removed in k6 v0.34.0, please use another output',
  datadog:
    'the datadog output was deprecated in k6 v0.32.0 and removed in k6 v0.34.0, please use another output',
};

/**
 * The output that `--out NAME[=ARGUMENT]` asks for, not yet started.
 * @throws UserError with k6's text when the name or the argument is bad.
 */
export async function createOutput(spec: string, context: OutputContext): Promise<Output> {
  const equals = spec.indexOf('=');
  const name = equals === -1 ? spec : spec.slice(0, equals);
  const argument = equals === -1 ? '' : spec.slice(equals + 1);
  try {
    return (await factoryOf(name))(argument, context);
  } catch (error) {
    if (error instanceof UnknownOutput) throw new UserError('INVALID_OUTPUT', error.message);
    if (isUserError(error)) throw error;
    const reason = (error as Error).message;
    throw new UserError('INVALID_OUTPUT', `could not create the '${name}' output: ${reason}`, {
      cause: error,
    });
  }
}

class UnknownOutput extends Error {}

async function factoryOf(name: string): Promise<OutputFactory> {
  const load = Object.hasOwn(BUILT, name) ? BUILT[name] : undefined;
  if (load !== undefined) return load();
  const removed = Object.hasOwn(REMOVED, name) ? REMOVED[name] : undefined;
  if (removed !== undefined) throw new Error(removed);
  throw new UnknownOutput(`invalid output type '${name}', available types are: ${LISTED.join(', ')}`);
}
