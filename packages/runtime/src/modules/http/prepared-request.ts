import type { TagSet } from '@squall/core';
import type { RequestCookie } from './cookies/cookie-header.ts';
import type { CookieJar } from './cookies/cookie-jar.ts';
import type { ExpectedStatuses } from './expected-statuses.ts';
import type { RequestUrl } from './request-url.ts';
import type { VUHttp } from './vu-http.ts';

export type ResponseType = 'text' | 'binary' | 'none';
export type AuthScheme = 'basic' | 'digest' | 'ntlm';
export type HeaderList = readonly (readonly [name: string, value: string])[];

const NO_COOKIES: readonly RequestCookie[] = [];

/** Set while parameters are read, then only read. One is made for each request, so it starts with the defaults. */
export class PreparedRequest {
  readonly http: VUHttp;
  readonly method: string;
  readonly url: RequestUrl;
  /** The VU's tags at the call, with those of the request. */
  tags: TagSet;
  /** Canonical name to value, without Host; undefined while they are the defaults. */
  headers: Map<string, string> | undefined = undefined;
  host: string | undefined = undefined;
  /** As sent. */
  body: Uint8Array | null = null;
  /** Before compression, for `response.request.body`. */
  plainBody: Uint8Array | null = null;
  cookies: readonly RequestCookie[] = NO_COOKIES;
  /** undefined for the VU's jar. */
  ownJar: CookieJar | undefined = undefined;
  timeoutMs = 60_000;
  /** undefined for the run's limit. */
  redirects: number | undefined = undefined;
  auth: AuthScheme = 'basic';
  responseType: ResponseType;
  expected: ExpectedStatuses | null;
  throws: boolean;

  constructor(http: VUHttp, method: string, url: RequestUrl) {
    this.http = http;
    this.method = method;
    this.url = url;
    this.tags = http.vu.tags;
    this.responseType = http.defaultResponseType;
    this.expected = http.responseCallback;
    this.throws = http.throwsByDefault;
  }

  /** The jar to send from, without creating the VU's. */
  get jarToRead(): CookieJar | undefined {
    return this.ownJar ?? this.http.existingJar;
  }

  get jarToWrite(): CookieJar {
    return this.ownJar ?? this.http.jar;
  }
}
