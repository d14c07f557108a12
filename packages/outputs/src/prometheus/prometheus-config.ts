import type { SecureVersion } from 'node:tls';
import { trendStatProblem } from '@squall/core';
import type { OutputContext } from '../output-context.ts';
import { duration, flag, list, readSettings, requirePositive, type SettingKind, text } from '../settings.ts';
import type { SigV4Keys } from './sign.ts';

export interface PrometheusConfig {
  readonly url: URL;
  readonly pushIntervalMs: number;
  readonly trendStats: readonly string[];
  readonly nativeHistograms: boolean;
  readonly staleMarkers: boolean;
  /** The credentials among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsMinVersion: SecureVersion;
  /** Files; empty for none. */
  readonly clientCertificate: string;
  readonly clientCertificateKey: string;
  readonly sigV4: SigV4Keys | undefined;
}

/** `name:value,name:value`, or a JSON object. */
const headers: SettingKind<Readonly<Record<string, string>>> = {
  fromText: (value) => Object.fromEntries(list.fromText(value).map(headerOf)),
  fromJson(value) {
    if (typeof value !== 'object' || value === null) return headers.fromText(text.fromJson(value));
    return Object.fromEntries(Object.entries(value).map(([name, header]) => [name, text.fromJson(header)]));
  },
};

const variable = (name: string) => `K6_PROMETHEUS_RW_${name}`;

const TABLE = {
  url: { json: 'url', env: variable('SERVER_URL'), kind: text },
  pushIntervalMs: { json: 'pushInterval', env: variable('PUSH_INTERVAL'), kind: duration },
  trendStats: { json: 'trendStats', env: variable('TREND_STATS'), kind: list },
  nativeHistograms: {
    json: 'trendAsNativeHistogram',
    env: variable('TREND_AS_NATIVE_HISTOGRAM'),
    kind: flag,
  },
  staleMarkers: { json: 'staleMarkers', env: variable('STALE_MARKERS'), kind: flag },
  username: { json: 'username', env: variable('USERNAME'), kind: text },
  password: { json: 'password', env: variable('PASSWORD'), kind: text },
  bearerToken: { json: 'bearerToken', env: variable('BEARER_TOKEN'), kind: text },
  headers: { json: 'headers', env: variable('HTTP_HEADERS'), kind: headers },
  insecureSkipTlsVerify: {
    json: 'insecureSkipTLSVerify',
    env: variable('INSECURE_SKIP_TLS_VERIFY'),
    kind: flag,
  },
  tlsMinVersion: { json: 'tlsMinVersion', env: variable('TLS_MINIMUM_VERSION'), kind: text },
  clientCertificate: { json: 'clientCertificate', env: variable('CLIENT_CERTIFICATE'), kind: text },
  clientCertificateKey: { json: 'clientCertificateKey', env: variable('CLIENT_CERTIFICATE_KEY'), kind: text },
  sigV4Region: { json: 'sigV4Region', env: variable('SIGV4_REGION'), kind: text },
  sigV4AccessKey: { json: 'sigV4AccessKey', env: variable('SIGV4_ACCESS_KEY'), kind: text },
  sigV4SecretKey: { json: 'sigV4SecretKey', env: variable('SIGV4_SECRET_KEY'), kind: text },
} as const;

const DEFAULTS = {
  url: 'http://localhost:9090/api/v1/write',
  pushIntervalMs: 5000,
  trendStats: ['p(99)'],
  nativeHistograms: false,
  staleMarkers: false,
  insecureSkipTlsVerify: false,
  tlsMinVersion: '1.3',
  clientCertificate: '',
  clientCertificateKey: '',
} as const;

type Settings = ReturnType<typeof readSettings<typeof TABLE>>;

/** @throws Error when a setting is bad. */
export function readPrometheusConfig(argument: string, context: OutputContext): PrometheusConfig {
  if (argument !== '') throw new Error(`it takes no argument, got "${argument}"`);
  const given = readSettings('experimental-prometheus-rw', TABLE, context);
  const settings = { ...DEFAULTS, ...given };
  if (!URL.canParse(settings.url)) throw new Error(`"${settings.url}" is not a URL`);
  requirePositive('the push interval', settings.pushIntervalMs);
  for (const stat of settings.trendStats) requireStat(stat);
  return {
    ...settings,
    url: new URL(settings.url),
    nativeHistograms: settings.nativeHistograms || context.features.includes('native-histograms'),
    headers: { ...authorization(given), ...given.headers, ...singleHeaders(context.env) },
    tlsMinVersion: tlsVersion(settings.tlsMinVersion),
    sigV4: sigV4Keys(given),
  };
}

function requireStat(stat: string): void {
  const problem = stat === 'sum' ? undefined : trendStatProblem(stat);
  if (problem !== undefined) throw new Error(problem);
}

function headerOf(pair: string): [name: string, value: string] {
  const colon = pair.indexOf(':');
  if (colon <= 0) throw new Error(`"${pair}" is not a header of the form name:value`);
  return [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()];
}

/** `K6_PROMETHEUS_RW_HEADERS_X-My-Header=value` */
function singleHeaders(env: OutputContext['env']): Record<string, string> {
  const prefix = variable('HEADERS_');
  const found = Object.entries(env).filter(([name, value]) => name.startsWith(prefix) && value !== undefined);
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value ?? '']));
}

function authorization({ bearerToken, username, password }: Settings): Record<string, string> {
  if (bearerToken !== undefined) return { Authorization: `Bearer ${bearerToken}` };
  if (username === undefined) return {};
  const credentials = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  return { Authorization: `Basic ${credentials}` };
}

function tlsVersion(text: string): SecureVersion {
  if (text === '1.2' || text === '1.3') return `TLSv${text}`;
  throw new Error(`the lowest TLS version must be 1.2 or 1.3, got "${text}"`);
}

function sigV4Keys({ sigV4Region, sigV4AccessKey, sigV4SecretKey }: Settings): SigV4Keys | undefined {
  if (sigV4Region === undefined && sigV4AccessKey === undefined && sigV4SecretKey === undefined)
    return undefined;
  if (sigV4Region === undefined || sigV4AccessKey === undefined || sigV4SecretKey === undefined) {
    throw new Error('signing needs all of sigV4Region, sigV4AccessKey and sigV4SecretKey');
  }
  return { region: sigV4Region, accessKeyId: sigV4AccessKey, secretAccessKey: sigV4SecretKey };
}
