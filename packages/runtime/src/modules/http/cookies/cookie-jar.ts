import { isIP } from 'node:net';
import type { GoUrl } from '../go-url.ts';
import { splitHost } from '../request-url.ts';
import type { SetCookie } from './set-cookie.ts';

interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly secure: boolean;
  readonly hostOnly: boolean;
  /** Epoch ms; Infinity for session cookies. */
  readonly expiresMs: number;
  /** Order of creation; kept when the value is replaced. */
  readonly sequence: number;
}

/** What a request gets from the jar. */
export interface SentCookie {
  readonly name: string;
  readonly value: string;
}

/**
 * Cookies by RFC 6265 the way k6 keeps them: no public suffix list, loopback counts as secure, ports do not
 * matter. Our own rather than tough-cookie, whose public suffix list and per-cookie objects cost memory every
 * VU would pay for, and whose rules for secure loopback, ordering and deletion differ from k6's.
 */
export class CookieJar {
  /** By domain of the cookie, then by `name;path`. */
  readonly #domains = new Map<string, Map<string, StoredCookie>>();
  #sequence = 0;

  get isEmpty(): boolean {
    return this.#domains.size === 0;
  }

  /** Takes over what a response from `url` set; cookies it may not set are ignored. */
  store(url: GoUrl, cookies: readonly SetCookie[], nowMs: number): void {
    const host = hostOf(url);
    if (host === '' || !isWeb(url)) return;
    for (const cookie of cookies) this.#storeOne(host, url, cookie, nowMs);
  }

  #storeOne(host: string, url: GoUrl, cookie: SetCookie, nowMs: number): void {
    const scope = scopeOf(host, cookie.domain);
    if (scope === undefined) return;
    const path = cookie.path.startsWith('/') ? cookie.path : defaultPath(url);
    const key = `${cookie.name};${path}`;
    const expiresMs = expiryOf(cookie, nowMs);
    const inDomain = this.#domains.get(scope.domain);
    if (expiresMs <= nowMs) {
      this.#remove(scope.domain, key);
      return;
    }
    const sequence = inDomain?.get(key)?.sequence ?? this.#sequence++;
    const { name, value, secure } = cookie;
    const stored = { name, value, secure, ...scope, path, expiresMs, sequence };
    if (inDomain === undefined) this.#domains.set(scope.domain, new Map([[key, stored]]));
    else inDomain.set(key, stored);
  }

  #remove(domain: string, key: string): void {
    const inDomain = this.#domains.get(domain);
    if (inDomain?.delete(key) && inDomain.size === 0) this.#domains.delete(domain);
  }

  /** Removes what a request to `url` would send. */
  clear(url: GoUrl, nowMs: number): void {
    for (const cookie of this.#matching(url, nowMs))
      this.#remove(cookie.domain, `${cookie.name};${cookie.path}`);
  }

  /** What a request to `url` sends: longest path first, then in order of creation. */
  cookiesFor(url: GoUrl, nowMs: number): readonly SentCookie[] {
    return this.#matching(url, nowMs);
  }

  #matching(url: GoUrl, nowMs: number): readonly StoredCookie[] {
    const host = hostOf(url);
    if (this.isEmpty || host === '' || !isWeb(url)) return [];
    const path = url.path === '' ? '/' : decodedPath(url);
    const secure = url.scheme === 'https' || isLoopback(host);
    const found: StoredCookie[] = [];
    for (const domain of domainsAbove(host)) {
      for (const [key, cookie] of this.#domains.get(domain) ?? []) {
        if (cookie.expiresMs <= nowMs) {
          this.#remove(domain, key);
          continue;
        }
        const domainFits = !cookie.hostOnly || cookie.domain === host;
        if (domainFits && (secure || !cookie.secure) && pathMatches(path, cookie.path)) found.push(cookie);
      }
    }
    return found.sort((a, b) => b.path.length - a.path.length || a.sequence - b.sequence);
  }
}

function isWeb(url: GoUrl): boolean {
  return url.scheme === 'http' || url.scheme === 'https';
}

function hostOf(url: GoUrl): string {
  return splitHost(url.host).hostname.toLowerCase().replace(/\.$/, '');
}

function decodedPath(url: GoUrl): string {
  try {
    return decodeURIComponent(url.path);
  } catch {
    // Octets that are no UTF-8: compared as written.
    return url.path;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\./.test(host);
}

/** The domain a cookie is kept under; undefined when the host may not set it. */
function scopeOf(host: string, attribute: string): { domain: string; hostOnly: boolean } | undefined {
  if (attribute === '') return { domain: host, hostOnly: true };
  if (isIP(host) !== 0) return attribute === host ? { domain: host, hostOnly: true } : undefined;
  const domain = attribute.replace(/^\./, '').toLowerCase();
  if (domain === '' || domain.startsWith('.') || domain.endsWith('.')) return undefined;
  if (host === domain || host.endsWith(`.${domain}`)) return { domain, hostOnly: false };
  return undefined;
}

/** Go's reading: 0 means the attribute is absent, negative means delete. */
function expiryOf(cookie: SetCookie, nowMs: number): number {
  if (cookie.maxAge < 0) return Number.NEGATIVE_INFINITY;
  if (cookie.maxAge > 0) return nowMs + cookie.maxAge * 1000;
  return cookie.expiresMs ?? Number.POSITIVE_INFINITY;
}

/** The directory of the URL's path. */
function defaultPath(url: GoUrl): string {
  const path = decodedPath(url);
  if (!path.startsWith('/')) return '/';
  const slash = path.lastIndexOf('/');
  return slash === 0 ? '/' : path.slice(0, slash);
}

function pathMatches(requested: string, cookiePath: string): boolean {
  if (requested === cookiePath) return true;
  if (!requested.startsWith(cookiePath)) return false;
  return cookiePath.endsWith('/') || requested.charAt(cookiePath.length) === '/';
}

function domainsAbove(host: string): readonly string[] {
  if (isIP(host) !== 0) return [host];
  const domains = [host];
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
    domains.push(host.slice(dot + 1));
  return domains;
}
