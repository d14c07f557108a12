import type { OutputContext } from '../output-context.ts';
import { duration, flag, list, readSettings, text, wholeNumber } from '../settings.ts';
import { type FieldType, parseFieldTypes } from './field-types.ts';
import { type Precision, parsePrecision } from './precision.ts';

export interface InfluxdbConfig {
  /** `http:`, `https:` or `udp:`. */
  readonly address: URL;
  readonly username: string;
  readonly password: string;
  readonly insecure: boolean;
  readonly proxy: string;
  /** Of a UDP packet; 0 for the default. */
  readonly payloadSize: number;
  readonly db: string;
  readonly precision: Precision;
  readonly retention: string;
  readonly consistency: string;
  /** Tags that are written as fields, by name. */
  readonly tagsAsFields: ReadonlyMap<string, FieldType>;
  readonly pushIntervalMs: number;
  readonly concurrentWrites: number;
}

interface Settings {
  readonly addr: string;
  readonly username: string;
  readonly password: string;
  readonly insecure: boolean;
  readonly proxy: string;
  readonly payloadSize: number;
  readonly db: string;
  readonly precision: string;
  readonly retention: string;
  readonly consistency: string;
  readonly tagsAsFields: readonly string[];
  readonly pushIntervalMs: number;
  readonly concurrentWrites: number;
}

const TABLE = {
  addr: { json: 'addr', env: 'K6_INFLUXDB_ADDR', kind: text },
  username: { json: 'username', env: 'K6_INFLUXDB_USERNAME', kind: text },
  password: { json: 'password', env: 'K6_INFLUXDB_PASSWORD', kind: text },
  insecure: { json: 'insecure', env: 'K6_INFLUXDB_INSECURE', kind: flag },
  proxy: { json: 'proxy', env: 'K6_INFLUXDB_PROXY', kind: text },
  payloadSize: { json: 'payload_size', env: 'K6_INFLUXDB_PAYLOAD_SIZE', kind: wholeNumber },
  db: { json: 'db', env: 'K6_INFLUXDB_DB', kind: text },
  precision: { json: 'precision', env: 'K6_INFLUXDB_PRECISION', kind: text },
  retention: { json: 'retention', env: 'K6_INFLUXDB_RETENTION', kind: text },
  consistency: { json: 'consistency', env: 'K6_INFLUXDB_CONSISTENCY', kind: text },
  tagsAsFields: { json: 'tagsAsFields', env: 'K6_INFLUXDB_TAGS_AS_FIELDS', kind: list },
  pushIntervalMs: { json: 'pushInterval', env: 'K6_INFLUXDB_PUSH_INTERVAL', kind: duration },
  concurrentWrites: { json: 'concurrentWrites', env: 'K6_INFLUXDB_CONCURRENT_WRITES', kind: wholeNumber },
} as const;

const DEFAULTS: Settings = {
  addr: 'http://localhost:8086',
  username: '',
  password: '',
  insecure: false,
  proxy: '',
  payloadSize: 0,
  db: 'k6',
  precision: '',
  retention: '',
  consistency: '',
  tagsAsFields: ['vu', 'iter', 'url'],
  pushIntervalMs: 1000,
  concurrentWrites: 4,
};

/** @throws Error with k6's text. */
export function readInfluxdbConfig(argument: string, context: OutputContext): InfluxdbConfig {
  const settings: Settings = {
    ...DEFAULTS,
    ...readSettings('influxdb', TABLE, context),
    ...fromArgument(argument),
  };
  const { addr, precision, tagsAsFields, pushIntervalMs, concurrentWrites } = settings;
  if (concurrentWrites <= 0) throw new Error("influxdb's ConcurrentWrites must be a positive number");
  if (pushIntervalMs <= 0) throw new Error("influxdb's PushInterval must be positive");
  return {
    ...settings,
    address: parseAddress(addr),
    precision: parsePrecision(precision),
    tagsAsFields: parseFieldTypes(tagsAsFields),
  };
}

function parseAddress(addr: string): URL {
  const address = URL.canParse(addr) ? new URL(addr) : undefined;
  if (address !== undefined && ['http:', 'https:', 'udp:'].includes(address.protocol)) return address;
  throw new Error(`the address must begin with http://, https:// or udp://, got "${addr}"`);
}

/** `http://user:password@host:8086/db?precision=ms&…` */
function fromArgument(argument: string): Partial<Settings> {
  if (argument === '') return {};
  if (!URL.canParse(argument)) throw new Error(`"${argument}" is not a URL`);
  const url = new URL(argument);
  const db = decodeURIComponent(url.pathname.replace(/^\//, ''));
  return {
    addr: `${url.protocol}//${url.host}`,
    ...(db === '' ? {} : { db }),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...fromQuery(url.searchParams),
  };
}

const QUERY: Readonly<Record<string, (value: string) => Partial<Settings>>> = {
  insecure: (value) => ({ insecure: insecureOf(value) }),
  payload_size: (value) => ({ payloadSize: wholeNumber.fromText(value) }),
  precision: (precision) => ({ precision }),
  retention: (retention) => ({ retention }),
  consistency: (consistency) => ({ consistency }),
  pushInterval: (value) => ({ pushIntervalMs: duration.fromText(value) }),
  concurrentWrites: (value) => ({ concurrentWrites: wholeNumber.fromText(value) }),
};

function fromQuery(query: URLSearchParams): Partial<Settings> {
  let settings: Partial<Settings> = {};
  for (const key of new Set(query.keys())) {
    if (key === 'tagsAsFields') {
      settings = { ...settings, tagsAsFields: query.getAll(key).flatMap(list.fromText) };
      continue;
    }
    const read = Object.hasOwn(QUERY, key) ? QUERY[key] : undefined;
    if (read === undefined) throw new Error(`unknown query parameter: ${key}`);
    settings = { ...settings, ...read(query.get(key) ?? '') };
  }
  return settings;
}

function insecureOf(value: string): boolean {
  if (value === 'true') return true;
  if (value === 'false' || value === '') return false;
  throw new Error(`insecure must be true or false, not ${value}`);
}
