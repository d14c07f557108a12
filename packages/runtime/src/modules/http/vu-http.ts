import type { TagSet } from '@squall/core';
import type { HttpOptions, RequestRateLimiter } from '../../vu/test-context.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { CookieJar } from './cookies/cookie-jar.ts';
import { DEFAULT_EXPECTED_STATUSES, type ExpectedStatuses } from './expected-statuses.ts';
import { quoteCharacter } from './go-format.ts';
import type { ResponseType } from './prepared-request.ts';
import type { RequestSeries } from './request-series.ts';
import type { RequestUrl } from './request-url.ts';
import { type HeaderDefaults, type ThreadHttp, threadHttp } from './thread-http.ts';

const states = new WeakMap<VUContext, VUHttp>();

/** The VU's HTTP state; also where other modules find its cookie jar. */
export function vuHttp(vu: VUContext): VUHttp {
  let state = states.get(vu);
  if (state === undefined) {
    state = new VUHttp(vu);
    states.set(vu, state);
  }
  return state;
}

/** What `k6/http` keeps for one VU. Tiny until used: thousands of these live in a thread. */
export class VUHttp {
  readonly vu: VUContext;
  readonly thread: ThreadHttp;
  /** Default of requests without a `responseCallback`; kept over iterations. */
  responseCallback: ExpectedStatuses | null = DEFAULT_EXPECTED_STATUSES;
  #members: Record<string, unknown> | undefined;
  #jar: CookieJar | undefined;
  #resetsJar = false;

  constructor(vu: VUContext) {
    this.vu = vu;
    this.thread = threadHttp(vu.realm);
  }

  /** The functions of the module this VU asked for so far. */
  get members(): Record<string, unknown> {
    this.#members ??= {};
    return this.#members;
  }

  /** The VU's jar if it was ever needed in this iteration. */
  get existingJar(): CookieJar | undefined {
    return this.#jar;
  }

  get jar(): CookieJar {
    if (!this.#resetsJar) this.#resetEachIteration();
    this.#jar ??= new CookieJar();
    return this.#jar;
  }

  #resetEachIteration(): void {
    this.#resetsJar = true;
    this.vu.onIterationStart(() => {
      if (!this.vu.test.options?.noCookiesReset) this.#jar = undefined;
    });
  }

  /** Present in every stage that allows requests. */
  get options(): HttpOptions {
    const options = this.vu.test.options;
    if (options === undefined) throw new Error('HTTP requests need consolidated options');
    return options.http;
  }

  /** Nobody set `maxRedirects`: reaching it deserves a warning. */
  get hasDefaultRedirectLimit(): boolean {
    return (this.vu.test.options?.exported.maxRedirects ?? null) === null;
  }

  get throwsByDefault(): boolean {
    return this.vu.test.options?.throw ?? false;
  }

  get defaultResponseType(): ResponseType {
    return this.options.discardResponseBodies ? 'none' : 'text';
  }

  get defaultHeaders(): HeaderDefaults {
    return this.thread.defaultHeaders(this.options.userAgent);
  }

  get limiter(): RequestRateLimiter | undefined {
    const { rps } = this.options;
    return rps > 0 ? (this.vu.test.requestLimiter ?? this.thread.ownLimiter(rps)) : undefined;
  }

  /** Hot path: the series of requests with these tags; found at once when the URL's last request had the same. */
  seriesFor(tags: TagSet, method: string, url: RequestUrl): RequestSeries {
    const last = url.lastSeries;
    if (last !== undefined && last.tags.base === tags && last.tags.method === method) return last;
    return this.thread.series.find({ base: tags, method, url }, this.vu);
  }

  warn(message: string, fields?: Readonly<Record<string, string>>): void {
    this.vu.log.log('warning', message, fields);
  }

  /** Go's client says this on its own log, which k6 shows at the level info. */
  warnOfCookieByte(byte: string): void {
    const message = `net/http: invalid byte ${quoteCharacter(byte)} in Cookie.Value; dropping invalid bytes`;
    this.vu.log.log('info', message);
  }
}
