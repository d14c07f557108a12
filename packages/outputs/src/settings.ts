import { formatDuration, parseDuration, parseJsonDuration } from '@squall/core';
import type { OutputContext } from './output-context.ts';

/** How a setting is read from a variable or argument, and from JSON. Both throw when the value is no such thing. */
export interface SettingKind<T> {
  fromText(text: string): T;
  fromJson(value: unknown): T;
}

export interface Setting<T> {
  readonly json: string;
  readonly env: string;
  readonly kind: SettingKind<T>;
}

type SettingTable = Readonly<Record<string, Setting<unknown>>>;
type ValuesOf<T extends SettingTable> = {
  [K in keyof T]?: T[K] extends Setting<infer Value> ? Value : never;
};

/** What the configuration file says of an output, and over it what the environment says. */
export function readSettings<T extends SettingTable>(
  collector: string,
  table: T,
  context: Pick<OutputContext, 'collectors' | 'env'>,
): ValuesOf<T> {
  const json = objectOf(context.collectors[collector], collector);
  const values: Record<string, unknown> = {};
  for (const [name, { json: key, env, kind }] of Object.entries(table)) {
    const inFile = json[key];
    if (inFile !== undefined && inFile !== null) {
      values[name] = named(`collectors.${collector}.${key}`, () => kind.fromJson(inFile));
    }
    const inEnvironment = context.env[env];
    if (inEnvironment) values[name] = named(env, () => kind.fromText(inEnvironment));
  }
  return values as ValuesOf<T>;
}

export const text: SettingKind<string> = {
  fromText: (value) => value,
  fromJson(value) {
    if (typeof value === 'string') return value;
    throw new Error(`must be a string, got ${JSON.stringify(value)}`);
  },
};

const TRUE = /^(1|t|true)$/i;
const FALSE = /^(0|f|false)$/i;

export const flag: SettingKind<boolean> = {
  fromText(value) {
    if (TRUE.test(value)) return true;
    if (FALSE.test(value)) return false;
    throw new Error(`must be true or false, got "${value}"`);
  },
  fromJson: (value) => (typeof value === 'boolean' ? value : flag.fromText(text.fromJson(value))),
};

export const wholeNumber: SettingKind<number> = {
  fromText(value) {
    if (/^[+-]?\d+$/.test(value)) return Number(value);
    throw new Error(`must be a whole number, got "${value}"`);
  },
  fromJson: (value) => wholeNumber.fromText(typeof value === 'number' ? String(value) : text.fromJson(value)),
};

export const duration: SettingKind<number> = { fromText: parseDuration, fromJson: parseJsonDuration };

/** Separated by commas, or a JSON list. */
export const list: SettingKind<readonly string[]> = {
  fromText: (value) => value.split(',').map((part) => part.trim()),
  fromJson: (value) =>
    Array.isArray(value) ? value.map(text.fromJson) : list.fromText(text.fromJson(value)),
};

/** @throws Error when the interval cannot be one. */
export function requirePositive(name: string, intervalMs: number): void {
  if (intervalMs > 0) return;
  throw new Error(`${name} must be positive, got ${formatDuration(intervalMs)}`);
}

function objectOf(json: unknown, collector: string): Readonly<Record<string, unknown>> {
  if (json === undefined || json === null) return {};
  if (typeof json === 'object' && !Array.isArray(json)) return json as Readonly<Record<string, unknown>>;
  throw new Error(`collectors.${collector} must be an object`);
}

function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}
