import { domainToASCII } from 'node:url';
import { goQuote } from '@squall/core';
import type { RequestTarget, TransportFailure } from '../../transport/transport.ts';
import { formatUrl, type GoUrl, parseUrl, UrlParseError } from './go-url.ts';
import { invalidUrl } from './preparation-error.ts';
import type { RequestSeries } from './request-series.ts';

/** Where requests can go, or why they cannot: then every request ends with that failure. */
export type Destination =
  | { readonly kind: 'target'; readonly target: RequestTarget }
  | { readonly kind: 'failure'; readonly failure: TransportFailure };

/** Everything about a URL that requests need more than once; shared by all VUs of a thread. */
export interface RequestUrl {
  readonly url: GoUrl;
  /** As in `response.url`. */
  readonly text: string;
  /** Without credentials: the `url` and `name` tags. */
  readonly clean: string;
  readonly destination: Destination;
  /** Series of requests to this URL without a name of their own. */
  readonly series: Map<string, RequestSeries>;
  /** The one used last: what nearly every request needs. */
  lastSeries: RequestSeries | undefined;
}

// Scripts may build a new URL for each request; a full cache is emptied rather than tracked for recency.
const CACHE_LIMIT = 10_000;

// Nothing in such a URL is escaped, masked or refused, so it need not be taken apart with care.
const PLAIN =
  /^(https?):\/\/([A-Za-z0-9.-]+)(?::([0-9]{1,5}))?(\/[A-Za-z0-9\-_.~$&+,/:;=@!'()*]*)?(\?[!-"$-~]*)?$/;

/** URLs by their text, one for each thread. */
export class RequestUrlCache {
  readonly #urls = new Map<string, RequestUrl>();

  /** Hot path when known. @throws PreparationError */
  get(raw: string): RequestUrl {
    return this.#urls.get(raw) ?? this.#add(raw);
  }

  #add(raw: string): RequestUrl {
    const url = plainUrl(raw) ?? requestUrl(parseOrRefuse(raw));
    if (this.#urls.size >= CACHE_LIMIT) this.#urls.clear();
    this.#urls.set(raw, url);
    return url;
  }
}

function parseOrRefuse(raw: string): GoUrl {
  try {
    return parseUrl(raw);
  } catch (error) {
    if (error instanceof UrlParseError) throw invalidUrl(error.message);
    throw error;
  }
}

function plainUrl(raw: string): RequestUrl | undefined {
  const match = PLAIN.exec(raw);
  if (match === null) return undefined;
  const [, scheme = '', hostname = '', port = '', path = '', query = ''] = match;
  const host = port === '' ? hostname : `${hostname}:${port}`;
  const url = { scheme, opaque: '', user: undefined, host, path, query, fragment: '', omitHost: false };
  return newRequestUrl(url, raw, raw);
}

export function requestUrl(url: GoUrl): RequestUrl {
  const text = formatUrl(url);
  return newRequestUrl(url, text, maskCredentials(url, text));
}

function newRequestUrl(url: GoUrl, text: string, clean: string): RequestUrl {
  return { url, text, clean, destination: destinationOf(url), series: new Map(), lastSeries: undefined };
}

/** k6 cuts out as many bytes as the decoded credentials have, so what was escaped leaves a rest behind. */
export function maskCredentials(url: GoUrl, text: string): string {
  if (url.user === undefined) return text;
  const { username, password } = url.user;
  const start = text.indexOf('://') + 3;
  const hasPassword = password !== undefined && password !== '';
  const length = Buffer.byteLength(username) + (password === undefined ? 0 : 1 + Buffer.byteLength(password));
  const mask = hasPassword ? '****:****' : '****';
  return text.slice(0, start) + mask + text.slice(start + length);
}

function destinationOf(url: GoUrl): Destination {
  const secure = url.scheme === 'https';
  if (!secure && url.scheme !== 'http') return refuse(`unsupported protocol scheme ${goQuote(url.scheme)}`);
  if (url.host === '' || url.opaque !== '') return refuse('http: no Host in request URL');
  const { hostname, port } = splitHost(url.host);
  if (Number(port) > 65_535) return refuse(`dial tcp: address ${port}: invalid port`, 1210);
  const target: RequestTarget = {
    secure,
    hostname: isAscii(hostname) ? hostname : domainToASCII(hostname),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    authority: isAscii(url.host)
      ? url.host.replace(/:$/, '')
      : domainToASCII(hostname) + (port === '' ? '' : `:${port}`),
    path: `${url.path === '' ? '/' : url.path}${url.query}`,
  };
  return { kind: 'target', target };
}

function refuse(text: string, code = 1000): Destination {
  return { kind: 'failure', failure: { code, short: text, full: text } };
}

/** Name or IP without brackets, and the digits of the port. */
export function splitHost(host: string): { hostname: string; port: string } {
  const match = /^(?:\[([^\]]*)\]|(.*?))(?::([0-9]*))?$/.exec(host);
  return { hostname: match?.[1] ?? match?.[2] ?? host, port: match?.[3] ?? '' };
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range is meant
  return /^[\x00-\x7f]*$/.test(text);
}
