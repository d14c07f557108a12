import type { RequestRateLimiter } from '../../vu/test-context.ts';
import { oncePerRealm } from '../per-realm.ts';
import type { HeaderList } from './prepared-request.ts';
import { SlotRateLimiter } from './rate-limiter.ts';
import { RequestUrlCache } from './request-url.ts';
import { SeriesCache } from './series-cache.ts';

/** The headers of a request that sets none, as the list to send and as name-value pairs. */
export type HeaderDefaults = HeaderList;

/** What the VUs of one thread share: everything that depends on URLs and tags, not on the VU. */
export class ThreadHttp {
  readonly urls = new RequestUrlCache();
  readonly series = new SeriesCache();
  #userAgent: string | undefined;
  #defaults: HeaderDefaults = [];
  #limiter: SlotRateLimiter | undefined;

  /** The same array as long as the user agent stays: transports may keep what they made of it. */
  defaultHeaders(userAgent: string): HeaderDefaults {
    if (userAgent !== this.#userAgent) {
      this.#userAgent = userAgent;
      this.#defaults = userAgent === '' ? [] : [['User-Agent', userAgent]];
    }
    return this.#defaults;
  }

  /** For runs whose engine shares no limiter between threads. */
  ownLimiter(rps: number): RequestRateLimiter {
    this.#limiter ??= new SlotRateLimiter(rps);
    return this.#limiter;
  }
}

export const threadHttp = oncePerRealm(() => new ThreadHttp());
