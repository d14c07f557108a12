import { ProtocolError } from '../protocol-error.ts';

/** Checks a value and gives it its type. `path` says where it stands, for the error. */
export type Parse<T> = (value: unknown, path: string) => T;

export const text: Parse<string> = (value, path) =>
  typeof value === 'string' ? value : fail(path, 'a text', value);

export const name: Parse<string> = (value, path) =>
  typeof value === 'string' && value !== '' && value.length <= 256
    ? value
    : fail(path, 'a text of 1 to 256 characters', value);

export const boolean: Parse<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : fail(path, 'true or false', value);

export const number: Parse<number> = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? value : fail(path, 'a number', value);

/** A whole number from 0. */
export const count: Parse<number> = (value, path) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : fail(path, 'a whole number from 0', value);

export const positive: Parse<number> = (value, path) =>
  count(value, path) > 0 ? (value as number) : fail(path, 'a whole number from 1', value);

export function oneOf<const T extends string>(...allowed: readonly T[]): Parse<T> {
  return (value, path) =>
    allowed.find((candidate) => candidate === value) ?? fail(path, allowed.map(quote).join(' or '), value);
}

export function optional<T>(parse: Parse<T>): Parse<T | undefined> {
  return (value, path) => (value === undefined ? undefined : parse(value, path));
}

export function nullable<T>(parse: Parse<T>): Parse<T | null> {
  return (value, path) => (value === null ? null : parse(value, path));
}

export function list<T>(parse: Parse<T>): Parse<readonly T[]> {
  return (value, path) =>
    Array.isArray(value) ? value.map((item, i) => parse(item, `${path}[${i}]`)) : fail(path, 'a list', value);
}

export function record<T>(parse: Parse<T>): Parse<Readonly<Record<string, T>>> {
  return (value, path) => {
    const entries = Object.entries(plainObject(value, path));
    return Object.fromEntries(entries.map(([key, item]) => [key, parse(item, `${path}.${key}`)]));
  };
}

/** Exactly these fields; whatever else is there is refused. */
export function object<T extends object>(fields: { readonly [K in keyof T]-?: Parse<T[K]> }): Parse<T> {
  const parsers = Object.entries(fields) as [string, Parse<unknown>][];
  return (value, path) => {
    const given = plainObject(value, path);
    const stranger = Object.keys(given).find((key) => !Object.hasOwn(fields, key));
    if (stranger !== undefined) throw new ProtocolError(`${path} has an unknown field ${quote(stranger)}`);
    return Object.fromEntries(
      parsers.map(([key, parse]) => [key, parse(ownValue(given, key), `${path}.${key}`)]),
    ) as T;
  };
}

type Tagged<Tag extends string> = { readonly [K in Tag]: string };

/** One of several shapes, told apart by the field `tag`. */
export function variants<Tag extends string, T extends Tagged<Tag>>(
  tag: Tag,
  shapes: { readonly [K in T[Tag]]: Parse<Extract<T, { readonly [P in Tag]: K }>> },
): Parse<T> {
  const known = shapes as Readonly<Record<string, Parse<T>>>;
  return (value, path) => {
    const given = text(ownValue(plainObject(value, path), tag), `${path}.${tag}`);
    const parse = Object.hasOwn(known, given) ? known[given] : undefined;
    if (parse === undefined) throw new ProtocolError(`${path}.${tag} is ${quote(given)}, which is unknown`);
    return parse(value, path);
  };
}

export function plainObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  return fail(path, 'an object', value);
}

const ownValue = (given: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(given, key) ? given[key] : undefined;

function fail(path: string, expected: string, value: unknown): never {
  throw new ProtocolError(`${path} must be ${expected}, not ${shown(value)}`);
}

/** Never the value of a text: it may be a secret. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

const quote = (part: string): string => JSON.stringify(part.slice(0, 64));
