import { K6_VERSION } from '@squall/core';
import type { OutputContext } from '../output-context.ts';
import { duration, flag, list, readSettings, requirePositive, type SettingKind, text } from '../settings.ts';

export interface OtelConfig {
  readonly serviceName: string;
  readonly serviceVersion: string;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly metricPrefix: string;
  readonly exportIntervalMs: number;
  readonly protocol: Protocol;
  /** Host and port. */
  readonly grpcEndpoint: string;
  readonly grpcInsecure: boolean;
  readonly httpEndpoint: string;
  readonly httpUrlPath: string;
  readonly httpInsecure: boolean;
  readonly username: string;
  readonly password: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tlsInsecureSkipVerify: boolean;
  /** Files; empty for none. */
  readonly tlsCertificate: string;
  readonly tlsClientCertificate: string;
  readonly tlsClientKey: string;
}

const PROTOCOLS = ['grpc', 'http/protobuf', 'http/json'] as const;

export type Protocol = (typeof PROTOCOLS)[number];

/** `key=value,key=value`, both URL-encoded, as all of OpenTelemetry writes them. */
const pairs: SettingKind<Readonly<Record<string, string>>> = {
  fromText: (value) => Object.fromEntries(list.fromText(value).filter(Boolean).map(pairOf)),
  fromJson: (value) => pairs.fromText(text.fromJson(value)),
};

const setting = <T>(json: string, variable: string, kind: SettingKind<T>) => ({
  json,
  env: `K6_OTEL_${variable}`,
  kind,
});

const TABLE = {
  serviceName: setting('serviceName', 'SERVICE_NAME', text),
  serviceVersion: setting('serviceVersion', 'SERVICE_VERSION', text),
  metricPrefix: setting('metricPrefix', 'METRIC_PREFIX', text),
  flushIntervalMs: setting('flushInterval', 'FLUSH_INTERVAL', duration),
  exportIntervalMs: setting('exportInterval', 'EXPORT_INTERVAL', duration),
  protocol: setting('exporterProtocol', 'EXPORTER_PROTOCOL', text),
  grpcEndpoint: setting('grpcExporterEndpoint', 'GRPC_EXPORTER_ENDPOINT', text),
  grpcInsecure: setting('grpcExporterInsecure', 'GRPC_EXPORTER_INSECURE', flag),
  httpEndpoint: setting('httpExporterEndpoint', 'HTTP_EXPORTER_ENDPOINT', text),
  httpUrlPath: setting('httpExporterURLPath', 'HTTP_EXPORTER_URL_PATH', text),
  httpInsecure: setting('httpExporterInsecure', 'HTTP_EXPORTER_INSECURE', flag),
  username: setting('username', 'HTTP_EXPORTER_USERNAME', text),
  password: setting('password', 'HTTP_EXPORTER_PASSWORD', text),
  headers: setting('headers', 'HEADERS', pairs),
  tlsInsecureSkipVerify: setting('tlsInsecureSkipVerify', 'TLS_INSECURE_SKIP_VERIFY', flag),
  tlsCertificate: setting('tlsCertificate', 'TLS_CERTIFICATE', text),
  tlsClientCertificate: setting('tlsClientCertificate', 'TLS_CLIENT_CERTIFICATE', text),
  tlsClientKey: setting('tlsClientKey', 'TLS_CLIENT_KEY', text),
} as const;

const DEFAULTS = {
  serviceName: 'k6',
  serviceVersion: K6_VERSION,
  metricPrefix: '',
  flushIntervalMs: 1000,
  exportIntervalMs: 10_000,
  protocol: 'grpc',
  grpcEndpoint: 'localhost:4317',
  grpcInsecure: false,
  httpEndpoint: 'localhost:4318',
  httpUrlPath: '/v1/metrics',
  httpInsecure: false,
  username: '',
  password: '',
  headers: {},
  tlsInsecureSkipVerify: false,
  tlsCertificate: '',
  tlsClientCertificate: '',
  tlsClientKey: '',
} as const;

interface Endpoints {
  readonly protocol: string;
  readonly grpcEndpoint: string;
  readonly httpEndpoint: string;
}

/** @throws Error with k6's text. */
export function readOtelConfig(collector: string, argument: string, context: OutputContext): OtelConfig {
  if (argument !== '') throw new Error(`it takes no argument, got "${argument}"`);
  const { OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES } = context.env;
  const settings = {
    ...DEFAULTS,
    ...(OTEL_SERVICE_NAME ? { serviceName: OTEL_SERVICE_NAME } : {}),
    ...readSettings(collector, TABLE, context),
  };
  requirePositive('the flush interval', settings.flushIntervalMs);
  requirePositive('the export interval', settings.exportIntervalMs);
  return {
    ...settings,
    protocol: protocolOf(settings),
    resourceAttributes: pairs.fromText(OTEL_RESOURCE_ATTRIBUTES ?? ''),
  };
}

function protocolOf({ protocol, grpcEndpoint, httpEndpoint }: Endpoints): Protocol {
  const known = PROTOCOLS.find((name) => name === protocol);
  if (known === undefined) {
    throw invalid(
      `unsupported exporter protocol "${protocol}", only "grpc" and "http/protobuf" are supported`,
    );
  }
  if (/^https?:\/\//.test(httpEndpoint)) {
    throw invalid('HTTP exporter endpoint must only be host and port, no scheme');
  }
  const endpoint = known === 'grpc' ? grpcEndpoint : httpEndpoint;
  if (!URL.canParse(`http://${endpoint}`)) throw invalid(`"${endpoint}" is not a host and port`);
  return known;
}

function invalid(problem: string): Error {
  return new Error(`error validating OpenTelemetry output config: ${problem}`);
}

function pairOf(pair: string): [key: string, value: string] {
  const equals = pair.indexOf('=');
  if (equals <= 0) throw new Error(`"${pair}" is not of the form key=value`);
  return [
    decodeURIComponent(pair.slice(0, equals).trim()),
    decodeURIComponent(pair.slice(equals + 1).trim()),
  ];
}
