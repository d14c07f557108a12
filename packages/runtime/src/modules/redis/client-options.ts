/** How a client of a script connects. */
export interface RedisOptions {
  readonly hostname: string;
  readonly port: number;
  readonly tls: RedisTls | undefined;
  readonly username: string;
  readonly password: string;
  readonly clientName: string;
  readonly database: number;
  readonly dialTimeoutMs: number;
  readonly readTimeoutMs: number;
}

interface RedisTls {
  readonly ca: readonly string[] | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** Text of what is wrong with the options. */
export class InvalidOptions extends Error {}

const DEFAULT_PORT = 6379;
const DIAL_TIMEOUT_MS = 5_000;
const READ_TIMEOUT_MS = 3_000;

type Fields = Readonly<Record<string, unknown>>;

/** Options as a script gives them: a URL or an object. @throws InvalidOptions */
export function readRedisOptions(given: unknown): RedisOptions {
  if (given === undefined || given === null || given === '') {
    throw new InvalidOptions('invalid options; reason: a URL or an object with a socket is needed');
  }
  if (typeof given === 'object') return fromObject(given as Fields);
  if (typeof given === 'string') return fromUrl(given);
  throw new InvalidOptions(`invalid options type: ${typeof given}; expected a string or an object`);
}

function fromUrl(text: string): RedisOptions {
  const [, scheme, userInfo = '', host = '', path = ''] =
    /^([a-z]+):\/\/(?:([^@/]*)@)?([^/?#]*)\/?([^?#]*)/i.exec(text) ?? [];
  if (scheme !== 'redis' && scheme !== 'rediss') {
    throw new InvalidOptions(`invalid options; reason: redis: invalid URL scheme: ${scheme ?? ''}`);
  }
  if (!/^\d*$/.test(path)) {
    throw new InvalidOptions(
      `invalid options; reason: redis: invalid database number: ${JSON.stringify(path)}`,
    );
  }
  const [, hostname = '', port = ''] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(host) ?? [];
  const [username = '', ...password] = userInfo.split(':').map(decodeURIComponent);
  return {
    hostname: hostname === '' ? 'localhost' : hostname,
    port: port === '' ? DEFAULT_PORT : Number(port),
    tls: scheme === 'rediss' ? { ca: undefined, cert: undefined, key: undefined } : undefined,
    username,
    password: password.join(':'),
    clientName: '',
    database: Number(path),
    dialTimeoutMs: DIAL_TIMEOUT_MS,
    readTimeoutMs: READ_TIMEOUT_MS,
  };
}

function fromObject(options: Fields): RedisOptions {
  for (const name of ['cluster', 'masterName', 'sentinelUsername', 'sentinelPassword']) {
    if (options[name] !== undefined && options[name] !== null) {
      throw new InvalidOptions(
        `invalid options; reason: Squall speaks to one Redis server, not to clusters or sentinels: leave out ${name}`,
      );
    }
  }
  const socket = fields(options.socket);
  if (socket === undefined) throw new InvalidOptions('invalid options; reason: empty socket options');
  const tls = fields(socket.tls);
  return {
    hostname: text(socket, 'host') || 'localhost',
    port: number(socket, 'port') ?? DEFAULT_PORT,
    tls: tls && { ca: texts(tls.ca), cert: text(tls, 'cert'), key: text(tls, 'key') },
    username: text(options, 'username') ?? '',
    password: text(options, 'password') ?? '',
    clientName: text(options, 'clientName') ?? '',
    database: number(options, 'database') ?? 0,
    dialTimeoutMs: number(socket, 'dialTimeout') || DIAL_TIMEOUT_MS,
    readTimeoutMs: number(socket, 'readTimeout') || READ_TIMEOUT_MS,
  };
}

function fields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

function text(holder: Fields, name: string): string | undefined {
  const value = holder[name];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw new InvalidOptions(`invalid options; reason: ${name} must be a string`);
}

function number(holder: Fields, name: string): number | undefined {
  const value = holder[name];
  if (value === undefined || value === null || typeof value === 'number') return value ?? undefined;
  throw new InvalidOptions(`invalid options; reason: ${name} must be a number`);
}

/** Not by methods of the script's array. */
function texts(value: unknown): string[] | undefined {
  return Array.isArray(value)
    ? Array.from({ length: value.length }, (_, index) => String(value[index]))
    : undefined;
}
