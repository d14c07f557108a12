import type { SentCookie } from './cookie-jar.ts';

/** A cookie given in `params.cookies`. */
export interface RequestCookie extends SentCookie {
  /** Keeps cookies of that name in the jar from being sent too. */
  readonly replace: boolean;
}

export interface CookieSources {
  /** A `Cookie` header the script wrote itself; '' for none. */
  readonly manual: string;
  readonly own: readonly RequestCookie[];
  readonly jar: readonly SentCookie[];
  /** Told about each value that loses bytes, with the first of them. */
  readonly onInvalidByte: (byte: string) => void;
}

/** The `Cookie` header in k6's order: written by hand, then the request's own, then the jar's. */
export function cookieHeader(sources: CookieSources): string {
  const replaced = new Set(sources.own.filter((cookie) => cookie.replace).map((cookie) => cookie.name));
  const sent = [...sources.own, ...sources.jar.filter((cookie) => !replaced.has(cookie.name))];
  const parts = sent.map(
    (cookie) => `${cookieName(cookie.name)}=${cookieValue(cookie.value, sources.onInvalidByte)}`,
  );
  if (sources.manual !== '') parts.unshift(sources.manual);
  return parts.join('; ');
}

function cookieName(name: string): string {
  return name.replace(/[\r\n]/g, '-');
}

function cookieValue(value: string, onInvalidByte: (byte: string) => void): string {
  const bytes = Buffer.from(value, 'utf8').toString('latin1');
  const invalid = /[^\x20-\x7e]|["\\;]/.exec(bytes);
  if (invalid !== null) onInvalidByte(invalid[0]);
  const clean = bytes.replace(/[^\x20-\x7e]|["\\;]/g, '');
  return /[ ,]/.test(clean) ? `"${clean}"` : clean;
}

/** Reads a `Cookie` header back, for `response.request.cookies`. */
export function parseCookieHeader(header: string): readonly SentCookie[] {
  return header.split(';').flatMap((part) => {
    const pair = part.trim();
    const equals = pair.indexOf('=');
    if (pair === '') return [];
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const raw = equals < 0 ? '' : pair.slice(equals + 1);
    return [{ name, value: /^".*"$/.test(raw) ? raw.slice(1, -1) : raw }];
  });
}
