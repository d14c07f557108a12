import type { TagSet } from '@squall/core';
import type { BrowserContext, Request, Response } from 'playwright-core';
import type { VUContext } from '../../../vu/vu-context.ts';
import { type BrowserMetrics, type Emit, withTags } from './browser-metrics.ts';

/** The name a URL is counted under. */
type NameOf = (request: Request) => Promise<string>;

export interface NetworkMetricsParts {
  readonly metrics: BrowserMetrics;
  readonly emit: Emit;
  readonly nameOf: NameOf;
  /** Told of work that ends before the browser should be closed. */
  readonly track: (work: Promise<void>) => void;
}

/** What the requests of a context's pages count. */
export class NetworkMetrics {
  readonly #vu: VUContext;
  readonly #parts: NetworkMetricsParts;

  constructor(vu: VUContext, parts: NetworkMetricsParts) {
    this.#vu = vu;
    this.#parts = parts;
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
    context.on('requestfinished', (request) => this.#parts.track(this.#finished(request, tagsOf(request))));
    context.on('requestfailed', (request) => this.#parts.track(this.#failed(request, tagsOf(request))));
  }

  async #requestTags(request: Request, tags: TagSet): Promise<TagSet> {
    const name = await this.#parts.nameOf(request);
    const system = { method: request.method(), url: name, name };
    return withTags(this.#vu, tags, system, { resource_type: resourceType(request.resourceType()) });
  }

  async #finished(request: Request, asked: Promise<TagSet>): Promise<void> {
    const timeMs = this.#vu.clock.wallMs();
    const [tags, sizes, response] = await Promise.all([asked, request.sizes(), request.response()]);
    const { metrics, emit } = this.#parts;
    emit(metrics.browser_data_sent, tags, sizes.requestHeadersSize + sizes.requestBodySize, timeMs);
    if (response === null) return;
    const withResponse = await this.#responseTags(tags, response);
    const timing = request.timing();
    emit(
      metrics.browser_data_received,
      withResponse,
      Math.max(0, sizes.responseHeadersSize) + Math.max(0, sizes.responseBodySize),
      timeMs,
    );
    emit(metrics.browser_http_req_duration, withResponse, Math.max(0, timing.responseEnd), timeMs);
    if (timing.requestStart < 0) return;
    const isFailed = response.status() < 200 || response.status() > 399;
    emit(metrics.browser_http_req_failed, withResponse, Number(isFailed), timeMs);
  }

  /** Nothing came back; what was sent still counts. */
  async #failed(request: Request, asked: Promise<TagSet>): Promise<void> {
    const timeMs = this.#vu.clock.wallMs();
    const tags = await asked;
    const sent = request.postDataBuffer()?.byteLength ?? 0;
    this.#parts.emit(this.#parts.metrics.browser_data_sent, tags, sent, timeMs);
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
