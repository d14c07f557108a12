import type { TagSet } from '@squall/core';
import type { BrowserContext, Request, Response } from 'playwright-core';
import type { VUContext } from '../../../vu/vu-context.ts';
import { type BrowserMetrics, withTags } from './browser-metrics.ts';

/** The name a URL is counted under. */
export type NameOf = (request: Request) => Promise<string>;

/** What the requests of a context's pages count. */
export class NetworkMetrics {
  readonly #vu: VUContext;
  readonly #metrics: BrowserMetrics;
  readonly #nameOf: NameOf;
  readonly #track: (work: Promise<void>) => void;

  constructor(
    vu: VUContext,
    parts: {
      readonly metrics: BrowserMetrics;
      readonly nameOf: NameOf;
      /** Told of work that ends before the browser should be closed. */
      readonly track: (work: Promise<void>) => void;
    },
  ) {
    this.#vu = vu;
    this.#metrics = parts.metrics;
    this.#nameOf = parts.nameOf;
    this.#track = parts.track;
  }

  watch(context: BrowserContext): void {
    const asked = new WeakMap<Request, Promise<TagSet>>();
    const tagsOf = (request: Request): Promise<TagSet> => {
      const known = asked.get(request) ?? this.#requestTags(request, this.#vu.tags);
      asked.set(request, known);
      return known;
    };
    // The tags are those of the time when the request was made.
    context.on('request', (request) => void tagsOf(request));
    context.on('requestfinished', (request) => this.#track(this.#finished(request, tagsOf(request))));
    context.on('requestfailed', (request) => this.#track(this.#failed(request, tagsOf(request))));
  }

  async #requestTags(request: Request, tags: TagSet): Promise<TagSet> {
    const name = await this.#nameOf(request);
    const system = { method: request.method(), url: name, name };
    return withTags(this.#vu, tags, system, { resource_type: resourceType(request.resourceType()) });
  }

  async #finished(request: Request, asked: Promise<TagSet>): Promise<void> {
    const timeMs = this.#vu.clock.wallMs();
    const [tags, sizes, response] = await Promise.all([asked, request.sizes(), request.response()]);
    const { browser_data_sent, browser_data_received, browser_http_req_duration, browser_http_req_failed } =
      this.#metrics;
    const emit = this.#vu.emitTagged.bind(this.#vu);
    emit(browser_data_sent, tags, sizes.requestHeadersSize + sizes.requestBodySize, timeMs);
    if (response === null) return;
    const withResponse = await this.#responseTags(tags, response);
    const timing = request.timing();
    emit(
      browser_data_received,
      withResponse,
      Math.max(0, sizes.responseHeadersSize) + Math.max(0, sizes.responseBodySize),
      timeMs,
    );
    emit(browser_http_req_duration, withResponse, Math.max(0, timing.responseEnd), timeMs);
    if (timing.requestStart < 0) return;
    const isFailed = response.status() < 200 || response.status() > 399;
    emit(browser_http_req_failed, withResponse, Number(isFailed), timeMs);
  }

  /** Nothing came back; what was sent still counts. */
  async #failed(request: Request, asked: Promise<TagSet>): Promise<void> {
    const timeMs = this.#vu.clock.wallMs();
    const tags = await asked;
    const sent = request.postDataBuffer()?.byteLength ?? 0;
    this.#vu.emitTagged(this.#metrics.browser_data_sent, tags, sent, timeMs);
  }

  async #responseTags(tags: TagSet, response: Response): Promise<TagSet> {
    const isFromWorker = response.fromServiceWorker();
    // Chromium says nothing about the times of what was in its cache.
    const isCached = !isFromWorker && response.request().timing().requestStart < 0;
    const [version, address] = await Promise.all([response.httpVersion(), response.serverAddr()]);
    return withTags(
      this.#vu,
      tags,
      { status: String(response.status()), proto: protocol(version), ip: address?.ipAddress ?? '' },
      {
        from_cache: String(isCached),
        from_prefetch_cache: 'false',
        from_service_worker: String(isFromWorker),
      },
    );
  }
}

/** As Chromium calls it. */
function protocol(version: string): string {
  const major = /^HTTP\/([23])/i.exec(version)?.[1];
  return major === undefined ? version.toLowerCase() : `h${major}`;
}

const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  texttrack: 'TextTrack',
  xhr: 'XHR',
  eventsource: 'EventSource',
  websocket: 'WebSocket',
};

/** As Chromium calls it. */
function resourceType(type: string): string {
  return RESOURCE_TYPES[type] ?? type.charAt(0).toUpperCase() + type.slice(1);
}
