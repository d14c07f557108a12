import type { Realm } from '../../../sandbox/contract.ts';
import { type GoUrl, parseUrl, UrlParseError } from '../go-url.ts';
import type { CookieJar } from './cookie-jar.ts';
import { parseCookieDate } from './set-cookie.ts';

const jars = new WeakMap<object, CookieJar>();

/** The jar behind a `CookieJar` of a script. */
export function cookieJarOf(value: unknown): CookieJar | undefined {
  return typeof value === 'object' && value !== null ? jars.get(value) : undefined;
}

/** What the methods of a script's `CookieJar` need to know about the VU. */
export interface CookieJarDeps {
  readonly realm: Realm;
  readonly wallMs: () => number;
}

/** A jar as scripts see it. */
export function cookieJarObject(jar: CookieJar, { realm, wallMs }: CookieJarDeps): object {
  const object = realm.createObject();
  const method = (
    name: string,
    length: number,
    body: (url: GoUrl, ...args: readonly unknown[]) => unknown,
  ) => {
    const checked = (url: unknown, ...args: readonly unknown[]) =>
      body(parseOrThrow(realm, String(url)), ...args);
    object[name] = realm.native(name, length, checked);
  };
  method('cookiesForURL', 1, (url) => byName(realm, jar, url, wallMs()));
  method('set', 4, (url, name, value, attributes) => {
    const cookie = { name: String(name), value: String(value), ...readAttributes(realm, attributes) };
    jar.store(url, [cookie], wallMs());
    return true;
  });
  method('clear', 1, (url) => jar.clear(url, wallMs()));
  method('delete', 2, (url, name) => {
    if (name === undefined || name === null || name === '') throw realm.goError('cookie: is null');
    jar.store(url, [{ ...NO_ATTRIBUTES, name: String(name), value: '', maxAge: -1 }], wallMs());
  });
  jars.set(object, jar);
  return object;
}

function parseOrThrow(realm: Realm, text: string): GoUrl {
  try {
    return parseUrl(text);
  } catch (error) {
    throw error instanceof UrlParseError ? realm.goError(error.message) : error;
  }
}

function byName(realm: Realm, jar: CookieJar, url: GoUrl, nowMs: number): object {
  const values: Record<string, string[]> = {};
  for (const { name, value } of jar.cookiesFor(url, nowMs)) {
    const known = values[name];
    if (known === undefined) values[name] = [value];
    else known.push(value);
  }
  return realm.clone(values);
}

const NO_ATTRIBUTES = {
  domain: '',
  path: '',
  httpOnly: false,
  secure: false,
  maxAge: 0,
  expiresMs: undefined as number | undefined,
};

function readAttributes(realm: Realm, attributes: unknown): typeof NO_ATTRIBUTES {
  const read = { ...NO_ATTRIBUTES };
  if (typeof attributes !== 'object' || attributes === null) return read;
  for (const key of Object.keys(attributes)) {
    const value: unknown = Reflect.get(attributes, key);
    switch (key.toLowerCase()) {
      case 'domain':
        read.domain = String(value);
        break;
      case 'path':
        read.path = String(value);
        break;
      case 'max_age':
        read.maxAge = Math.trunc(Number(value)) || 0;
        break;
      case 'expires':
        read.expiresMs = parseExpires(realm, String(value));
        break;
      case 'secure':
        read.secure = Boolean(value);
        break;
      case 'http_only':
        read.httpOnly = Boolean(value);
        break;
    }
  }
  return read;
}

const LAYOUT = 'Mon, 02 Jan 2006 15:04:05 MST';

function parseExpires(realm: Realm, text: string): number | undefined {
  if (text === '') return undefined;
  const time = parseCookieDate(text);
  if (time !== undefined) return time;
  const quoted = JSON.stringify(text);
  throw realm.goError(
    `unable to parse "expires" date string ${quoted}: parsing time ${quoted} as "${LAYOUT}": cannot parse ${quoted} as "Mon"`,
  );
}
