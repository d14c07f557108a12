import { goTypeName, parseDuration, type TagSet } from '@squall/core';
import { parseCompression } from './compression.ts';
import type { RequestCookie } from './cookies/cookie-header.ts';
import { cookieJarOf } from './cookies/cookie-jar-object.ts';
import { expectedStatusesOf } from './expected-statuses.ts';
import { canonicalHeaderName } from './header-names.ts';
import { PreparationError } from './preparation-error.ts';
import type { PreparedRequest, ResponseType } from './prepared-request.ts';

interface ParamTarget {
  readonly request: PreparedRequest;
  readonly headers: Map<string, string>;
  compression: readonly string[];
}

type ParamReader = (value: unknown, target: ParamTarget) => void;

const READERS: Readonly<Record<string, ParamReader>> = {
  headers: ifObject(readHeaders),
  cookies: ifObject((value, { request }) => {
    request.cookies = readCookies(value);
  }),
  jar(value, { request }) {
    request.ownJar = cookieJarOf(value) ?? request.ownJar;
  },
  tags: ifObject((value, { request }) => {
    request.tags = withUserTags(request.tags, value);
  }),
  timeout(value, { request }) {
    request.timeoutMs = readTimeout(value);
  },
  redirects(value, { request }) {
    request.redirects = toInteger(value);
  },
  auth: readAuth,
  compression(value, target) {
    const list = String(value).trim();
    if (list !== '') target.compression = parseCompression(list);
  },
  responseType(value, { request }) {
    request.responseType = readResponseType(String(value));
  },
  responseCallback: readResponseCallback,
  throw(value, { request }) {
    request.throws = Boolean(value);
  },
};

/** Reads `params` into the request and its headers; returns the compressions asked for. @throws PreparationError */
export function applyParams(
  request: PreparedRequest,
  headers: Map<string, string>,
  params: object,
): readonly string[] {
  const target: ParamTarget = { request, headers, compression: [] };
  for (const key of Object.keys(params)) {
    if (Object.hasOwn(READERS, key)) READERS[key]?.(Reflect.get(params, key), target);
  }
  return target.compression;
}

function ifObject(read: (value: object, target: ParamTarget) => void): ParamReader {
  return (value, target) => {
    if (typeof value === 'object' && value !== null) read(value, target);
  };
}

function readHeaders(values: object, { request, headers }: ParamTarget): void {
  for (const key of Object.keys(values)) {
    const name = canonicalHeaderName(key);
    const value = String(Reflect.get(values, key));
    if (name === 'Host') request.host = value;
    else headers.set(name, value);
  }
}

function readCookies(values: object): readonly RequestCookie[] {
  const cookies: RequestCookie[] = [];
  for (const name of Object.keys(values)) {
    const value: unknown = Reflect.get(values, name);
    if (value === null || value === undefined) continue;
    if (typeof value === 'object') cookies.push({ name, ...readCookieFields(value) });
    else cookies.push({ name, value: String(value), replace: false });
  }
  return cookies;
}

function readCookieFields(fields: object): { value: string; replace: boolean } {
  const cookie = { value: '', replace: false };
  for (const key of Object.keys(fields)) {
    const field: unknown = Reflect.get(fields, key);
    if (key.toLowerCase() === 'value') cookie.value = String(field);
    if (key.toLowerCase() === 'replace') cookie.replace = Boolean(field);
  }
  return cookie;
}

function withUserTags(base: TagSet, values: object): TagSet {
  let tags = base;
  for (const key of Object.keys(values)) {
    const value: unknown = Reflect.get(values, key);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new PreparationError(
        `invalid HTTP request metric tags: invalid value for metric tag '${key}': ` +
          'only String, Boolean and Number types are accepted as a metric tag values',
      );
    }
    tags = tags.with(key, String(value));
  }
  return tags;
}

function readTimeout(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') {
    throw new PreparationError(
      `invalid timeout value: unable to use type ${goTypeName(value)} as a duration value`,
    );
  }
  try {
    return parseDuration(value);
  } catch (error) {
    throw new PreparationError(
      `invalid timeout value: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function readAuth(value: unknown, { request }: ParamTarget): void {
  const auth = String(value);
  request.auth = auth === 'digest' || auth === 'ntlm' ? auth : 'basic';
}

function readResponseType(text: string): ResponseType {
  if (text === 'text' || text === 'binary' || text === 'none') return text;
  throw new PreparationError(`${text} does not belong to ResponseType values`);
}

function readResponseCallback(value: unknown, { request }: ParamTarget): void {
  if (value === null || value === undefined) {
    request.expected = null;
    return;
  }
  const statuses = expectedStatusesOf(value);
  if (statuses === undefined) throw new PreparationError('unsupported responseCallback');
  request.expected = statuses;
}

/** JavaScript's ToIntegerOrInfinity as k6 uses it: what is no number counts as 0. */
export function toInteger(value: unknown): number {
  const number = Math.trunc(Number(value));
  return Number.isNaN(number) ? 0 : number;
}
