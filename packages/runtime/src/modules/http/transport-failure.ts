import { goQuote } from '@squall/core';
import type { TransportFailure } from '../../transport/transport.ts';
import { formatUrl } from './go-url.ts';
import { isHeaderToken, isHeaderValue } from './header-names.ts';
import type { RequestUrl } from './request-url.ts';

const REQUEST_TIMEOUT = failureOf(1050, 'request timeout');

/** A failure whose short and full text are the same. */
export function failureOf(code: number, text: string): TransportFailure {
  return { code, short: text, full: text };
}

interface RequestHead {
  readonly method: string;
  readonly headers: ReadonlyMap<string, string> | undefined;
}

/** What Go's client refuses before it looks for a connection; undefined for a sound request. */
export function refusalOf({ method, headers }: RequestHead, timeoutMs: number): TransportFailure | undefined {
  if (timeoutMs <= 0) return REQUEST_TIMEOUT;
  for (const [name, value] of headers ?? []) {
    if (!isHeaderToken(name)) return failureOf(1000, `net/http: invalid header field name ${goQuote(name)}`);
    if (!isHeaderValue(value))
      return failureOf(1000, `net/http: invalid header field value for ${goQuote(name)}`);
  }
  if (method !== '' && method !== 'GET' && method !== 'POST' && !isHeaderToken(method)) {
    return failureOf(1000, `net/http: invalid method ${goQuote(method)}`);
  }
  return undefined;
}

/** `Get "http://host/": text`: how Go's client introduces errors. Passwords are masked. */
export function urlErrorText({ method, url }: { method: string; url: RequestUrl }, text: string): string {
  const operation = method === '' ? 'Get' : method.charAt(0) + method.slice(1).toLowerCase();
  return `${operation} ${goQuote(withoutPassword(url))}: ${text}`;
}

function withoutPassword({ url, text }: RequestUrl): string {
  if (url.user?.password === undefined) return text;
  const shown = formatUrl({ ...url, user: { username: url.user.username, password: undefined } });
  return shown.replace('@', ':***@');
}
