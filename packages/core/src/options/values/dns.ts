import { parseDuration } from '../../time/parse-duration.ts';
import { isRecord, OptionError, type Place, typeMismatch } from './option-error.ts';
import { lastOf, type OptionType } from './option-type.ts';

const SELECTS = ['first', 'random', 'roundRobin'] as const;
const POLICIES = ['preferIPv4', 'preferIPv6', 'onlyIPv4', 'onlyIPv6', 'any'] as const;

export type DNSSelect = (typeof SELECTS)[number];
export type DNSPolicy = (typeof POLICIES)[number];

/** Fields are set one by one: layers merge them separately. */
export interface DNSOptions {
  /** As the user wrote it; `dnsTTLMs` reads it. */
  readonly ttl?: string;
  readonly select?: DNSSelect;
  readonly policy?: DNSPolicy;
}

export const DNS_DEFAULTS = { ttl: '5m', select: 'random', policy: 'preferIPv4' } as const;

/** How long an answer is kept: 0 for not at all, Infinity for ever. */
export function dnsTTLMs(ttl: string): number {
  if (ttl === 'inf') return Infinity;
  const ttlMs = parsedTTLMs(ttl);
  if (ttlMs === undefined || ttlMs < 0) throw new OptionError(`invalid DNS TTL: ${ttl}`);
  return ttlMs;
}

function parsedTTLMs(ttl: string): number | undefined {
  try {
    return parseDuration(ttl);
  } catch {
    // Reported as a bad TTL, whatever was wrong with it as a duration.
    return undefined;
  }
}

function checkedTTL(ttl: string): string {
  dnsTTLMs(ttl);
  return ttl;
}

function oneOfEnum<T extends string>(text: string, words: readonly T[], typeName: string): T {
  const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
  if (word === undefined) throw new OptionError(`${text} does not belong to ${typeName} values`);
  return word;
}

function parseField(field: string, text: string): DNSOptions {
  switch (field) {
    case 'ttl':
      return { ttl: checkedTTL(text) };
    case 'select':
      return { select: oneOfEnum(text, SELECTS, 'DNSSelect') };
    case 'policy':
      return { policy: oneOfEnum(text, POLICIES, 'DNSPolicy') };
    default:
      throw new OptionError(`unknown DNS configuration field: ${field}`);
  }
}

function fromText(text: string): DNSOptions | undefined {
  if (text === '') return undefined;
  let dns: DNSOptions = {};
  for (const pair of text.split(',')) {
    const [field = '', value = ''] = pair.split('=', 2);
    if (value === '') throw new OptionError(`no value for key ${pair}`);
    dns = { ...dns, ...parseField(field, value) };
  }
  return dns;
}

function fromJSON(json: unknown, place: Place): DNSOptions {
  if (!isRecord(json)) throw typeMismatch(json, place, 'types.DNSConfig');
  let dns: DNSOptions = {};
  for (const field of ['ttl', 'select', 'policy']) {
    const value = json[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw typeMismatch(value, { field: `dns.${field}`, key: field }, 'string');
    }
    dns = { ...dns, ...parseField(field, String(value)) };
  }
  return dns;
}

export const dns: OptionType<DNSOptions> = {
  goType: 'types.DNSConfig',
  flagKind: 'string',
  fromJSON,
  fromEnv: fromText,
  fromFlag: (values) => fromText(lastOf(values)),
  toJSON: (value) => ({
    ttl: value.ttl ?? null,
    select: value.select ?? null,
    policy: value.policy ?? null,
  }),
};
