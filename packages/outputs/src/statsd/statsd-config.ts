import type { OutputContext } from '../output-context.ts';
import { duration, flag, list, readSettings, requirePositive, text, wholeNumber } from '../settings.ts';

export interface StatsdConfig {
  readonly host: string;
  readonly port: number;
  /** Of one packet. */
  readonly maxLines: number;
  /** Stands before every name. */
  readonly namespace: string;
  readonly pushIntervalMs: number;
  readonly sendsTags: boolean;
  readonly tagBlocklist: ReadonlySet<string>;
}

const TABLE = {
  addr: { json: 'addr', env: 'K6_STATSD_ADDR', kind: text },
  bufferSize: { json: 'bufferSize', env: 'K6_STATSD_BUFFER_SIZE', kind: wholeNumber },
  namespace: { json: 'namespace', env: 'K6_STATSD_NAMESPACE', kind: text },
  pushIntervalMs: { json: 'pushInterval', env: 'K6_STATSD_PUSH_INTERVAL', kind: duration },
  enableTags: { json: 'enableTags', env: 'K6_STATSD_ENABLE_TAGS', kind: flag },
  tagBlocklist: { json: 'tagBlocklist', env: 'K6_STATSD_TAG_BLOCKLIST', kind: list },
} as const;

const DEFAULTS = {
  addr: 'localhost:8125',
  bufferSize: 20,
  namespace: 'k6.',
  pushIntervalMs: 1000,
  enableTags: false,
  tagBlocklist: ['vu', 'iter', 'url'],
} as const;

/** @throws Error when a setting is bad. The argument is the address. */
export function readStatsdConfig(argument: string, context: OutputContext): StatsdConfig {
  const settings = {
    ...DEFAULTS,
    ...readSettings('statsd', TABLE, context),
    ...(argument === '' ? {} : { addr: argument }),
  };
  requirePositive('the push interval', settings.pushIntervalMs);
  if (settings.bufferSize <= 0) {
    throw new Error(`the buffer size must be positive, got ${settings.bufferSize}`);
  }
  return {
    ...addressOf(settings.addr),
    maxLines: settings.bufferSize,
    namespace: settings.namespace,
    pushIntervalMs: settings.pushIntervalMs,
    sendsTags: settings.enableTags,
    tagBlocklist: new Set(settings.tagBlocklist),
  };
}

function addressOf(text: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^\[?([^[\]]*?)\]?:(\d+)$/.exec(text) ?? [];
  if (port === '') throw new Error(`the address must be of the form host:port, got "${text}"`);
  return { host: host === '' ? 'localhost' : host, port: Number(port) };
}
