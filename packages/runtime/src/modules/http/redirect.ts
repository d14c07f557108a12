import { isIP } from 'node:net';
import { goQuote } from '@squall/core';
import { formatUrl, type GoUrl, parseUrl, resolveUrl, UrlParseError } from './go-url.ts';
import { splitHost } from './request-url.ts';

/** The request a redirect leads to; `body` says whether it is sent again. */
export interface RedirectStep {
  readonly method: string;
  readonly url: GoUrl;
  readonly keepsBody: boolean;
}

/** Says what Go says of a `Location` it cannot read. */
export class LocationError extends Error {}

/** Follows Go's client: undefined when the response is no redirect. @throws LocationError */
export function redirectOf(
  status: number,
  location: string | undefined,
  from: { readonly method: string; readonly url: GoUrl },
): RedirectStep | undefined {
  const keepsBody = status === 307 || status === 308;
  if (!keepsBody && status !== 301 && status !== 302 && status !== 303) return undefined;
  if (location === undefined || location === '') return undefined;
  const keepsMethod = keepsBody || from.method === 'GET' || from.method === 'HEAD';
  return { method: keepsMethod ? from.method : 'GET', url: resolveLocation(from.url, location), keepsBody };
}

function resolveLocation(base: GoUrl, location: string): GoUrl {
  try {
    return resolveUrl(base, location);
  } catch (error) {
    if (!(error instanceof UrlParseError)) throw error;
    throw new LocationError(`failed to parse Location header ${goQuote(location)}: ${error.message}`);
  }
}

const SENSITIVE = [
  'Authorization',
  'Www-Authenticate',
  'Cookie2',
  'Proxy-Authorization',
  'Proxy-Authenticate',
];
const OF_BODY = ['Content-Encoding', 'Content-Language', 'Content-Location', 'Content-Type'];

/** Drops what must not travel to another host, and what describes a body that is no longer sent. */
export function headersAfterRedirect(
  headers: ReadonlyMap<string, string>,
  step: { readonly keepsBody: boolean; readonly leavesHost: boolean },
): Map<string, string> {
  const kept = new Map(headers);
  // Cookies are rebuilt for each hop.
  kept.delete('Cookie');
  if (step.leavesHost) for (const name of SENSITIVE) kept.delete(name);
  if (!step.keepsBody) for (const name of OF_BODY) kept.delete(name);
  return kept;
}

/** False while the new host is the first one or below it. */
export function leavesHost(first: GoUrl, next: GoUrl): boolean {
  const from = splitHost(first.host).hostname.toLowerCase();
  const to = splitHost(next.host).hostname.toLowerCase();
  if (from === to) return false;
  return isIP(to) !== 0 || !to.endsWith(`.${from}`);
}

/** A `Host` header set by the script survives redirects that stay within the site by a relative location. */
export function keepsHostHeader(location: string): boolean {
  return parseUrl(location).scheme === '';
}

/** '' when the step from https to http must not tell where it came from. */
export function refererOf(last: GoUrl, next: GoUrl): string {
  if (last.scheme === 'https' && next.scheme === 'http') return '';
  return formatUrl({ ...last, user: undefined, fragment: '' });
}
