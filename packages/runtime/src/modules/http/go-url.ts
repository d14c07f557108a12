import { goQuote } from '@squall/core';
import { escapeBytes, escapePath, type GoEscapeMode, isPathAsSent, percentDecode } from './go-url-escape.ts';

/** Credentials of a URL, percent-decoded. */
export interface Userinfo {
  readonly username: string;
  readonly password: string | undefined;
}

/** A URL split the way Go's `net/url` splits it: nothing is normalised but the scheme's case. */
export interface GoUrl {
  readonly scheme: string;
  /** Everything after `scheme:` when no slash follows. */
  readonly opaque: string;
  readonly user: Userinfo | undefined;
  /** `name`, `name:port` or `[ip]:port`. */
  readonly host: string;
  /** As it is sent: as written where that is valid, otherwise escaped anew. */
  readonly path: string;
  /** With its leading '?'; '' when there is none. */
  readonly query: string;
  /** With its leading '#'; '' when there is none. */
  readonly fragment: string;
  /** `scheme:/path` without an authority. */
  readonly omitHost: boolean;
}

/** The URL does not parse; the message is Go's, with `parse "…": ` in front. */
export class UrlParseError extends Error {}

class Flaw extends Error {}

/** @throws UrlParseError */
export function parseUrl(raw: string): GoUrl {
  const hash = raw.indexOf('#');
  const bare = hash < 0 ? raw : raw.slice(0, hash);
  const url = attempt(bare, () => parseWithoutFragment(bare));
  if (hash < 0 || hash === raw.length - 1) return url;
  const fragment = raw.slice(hash + 1);
  attempt(raw, () => unescapeOrFlaw(fragment, 'fragment'));
  return { ...url, fragment: `#${fragment}` };
}

function attempt<T>(subject: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Flaw) throw new UrlParseError(`parse ${goQuote(subject)}: ${error.message}`);
    throw error;
  }
}

function parseWithoutFragment(raw: string): GoUrl {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\x00-\x1f\x7f]/.test(raw)) throw new Flaw('net/url: invalid control character in URL');
  const { scheme, rest } = splitScheme(raw);
  const mark = rest.indexOf('?');
  const beforeQuery = mark < 0 ? rest : rest.slice(0, mark);
  const query = mark < 0 ? '' : rest.slice(mark);
  const none = {
    scheme,
    opaque: '',
    user: undefined,
    host: '',
    path: '',
    query,
    fragment: '',
    omitHost: false,
  };
  if (!beforeQuery.startsWith('/')) {
    if (scheme !== '') return { ...none, opaque: beforeQuery };
    if (beforeQuery.split('/', 1)[0]?.includes(':')) {
      throw new Flaw('first path segment in URL cannot contain colon');
    }
  }
  if (beforeQuery.startsWith('//') && (scheme !== '' || !beforeQuery.startsWith('///'))) {
    const slash = beforeQuery.indexOf('/', 2);
    const authority = slash < 0 ? beforeQuery.slice(2) : beforeQuery.slice(2, slash);
    const { user, host } = parseAuthority(authority);
    return { ...none, user, host, path: checkPath(slash < 0 ? '' : beforeQuery.slice(slash)) };
  }
  return { ...none, path: checkPath(beforeQuery), omitHost: scheme !== '' && beforeQuery.startsWith('/') };
}

function splitScheme(raw: string): { scheme: string; rest: string } {
  if (raw.startsWith(':')) throw new Flaw('missing protocol scheme');
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(raw);
  if (match === null) return { scheme: '', rest: raw };
  return { scheme: (match[1] ?? '').toLowerCase(), rest: raw.slice(match[0].length) };
}

function parseAuthority(authority: string): { user: Userinfo | undefined; host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const userinfo = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) throw new Flaw('net/url: invalid userinfo');
  const colon = userinfo.indexOf(':');
  const username = unescapeOrFlaw(colon < 0 ? userinfo : userinfo.slice(0, colon), 'user');
  const password = colon < 0 ? undefined : unescapeOrFlaw(userinfo.slice(colon + 1), 'user');
  return { user: { username, password }, host };
}

function parseHost(host: string): string {
  let portStart: number;
  if (host.startsWith('[')) {
    const bracket = host.lastIndexOf(']');
    if (bracket < 0) throw new Flaw("missing ']' in host");
    portStart = bracket + 1;
  } else {
    const colon = host.lastIndexOf(':');
    portStart = colon < 0 ? host.length : colon;
  }
  const port = host.slice(portStart);
  if (!/^(:[0-9]*)?$/.test(port)) throw new Flaw(`invalid port ${goQuote(port)} after host`);
  return unescapeOrFlaw(host, 'host');
}

function checkPath(path: string): string {
  unescapeOrFlaw(path, 'path');
  return isPathAsSent(path) ? path : escapePath(path);
}

function unescapeOrFlaw(text: string, mode: GoEscapeMode): string {
  const result = percentDecode(text, mode);
  if (result.kind === 'flaw') throw new Flaw(result.message);
  return result.text;
}

/** The whole URL as text. */
export function formatUrl(url: GoUrl): string {
  if (url.opaque !== '') return `${url.scheme}:${url.opaque}${url.query}${url.fragment}`;
  const scheme = url.scheme === '' ? '' : `${url.scheme}:`;
  const { path } = url;
  let authority = '';
  if ((url.scheme !== '' || url.host !== '' || url.user !== undefined) && !url.omitHost) {
    if (url.host !== '' || path !== '' || url.user !== undefined)
      authority = `//${formatUser(url.user)}${url.host}`;
  }
  const slash = path !== '' && !path.startsWith('/') && url.host !== '' ? '/' : '';
  return `${scheme}${authority}${slash}${path}${url.query}${url.fragment}`;
}

function formatUser(user: Userinfo | undefined): string {
  if (user === undefined) return '';
  const name = escapeBytes(user.username, 'user');
  return user.password === undefined ? `${name}@` : `${name}:${escapeBytes(user.password, 'user')}@`;
}

/** Resolves a reference, such as a `Location` header, against the URL it was found at. @throws UrlParseError */
export function resolveUrl(base: GoUrl, reference: string): GoUrl {
  const ref = parseUrl(reference);
  const scheme = ref.scheme === '' ? base.scheme : ref.scheme;
  if (ref.scheme !== '' || ref.host !== '' || ref.user !== undefined) {
    return { ...ref, scheme, path: resolvePath(ref.path, '') };
  }
  const keepsQuery = ref.path === '' && ref.query === '';
  return {
    scheme,
    opaque: '',
    user: base.user,
    host: base.host,
    path: resolvePath(base.path, ref.path),
    query: keepsQuery ? base.query : ref.query,
    fragment: keepsQuery && ref.fragment === '' ? base.fragment : ref.fragment,
    omitHost: false,
  };
}

/** Removes `.` and `..` segments as RFC 3986 section 5.2.4 wants. */
function resolvePath(base: string, ref: string): string {
  let full = ref;
  if (ref === '') full = base;
  else if (!ref.startsWith('/')) full = base.slice(0, base.lastIndexOf('/') + 1) + ref;
  if (full === '') return '';
  const kept: string[] = [];
  const segments = full.replace(/^\//, '').split('/');
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const last = segments[segments.length - 1];
  if (last === '.' || last === '..') kept.push('');
  return `/${kept.join('/')}`.replace(/^\/\/+/, '/');
}
