import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import type { Realm } from '../../sandbox/contract.ts';
import type { Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { Refusal, ScriptThrew } from './bridge/failure.ts';
import { promiseOf, type Result, scriptObject } from './bridge/script-class.ts';
import { blockRequests } from './launch/blocked-requests.ts';
import type { OpenedBrowser } from './launch/open-browser.ts';
import type { BrowserMetrics, Emit } from './metrics/browser-metrics.ts';
import { NetworkMetrics } from './metrics/network-metrics.ts';
import { MetricMessage } from './metrics/page-names.ts';
import { WebVitals, withinTime } from './metrics/web-vitals.ts';

/** What a VU has for all its browsers. */
export interface SessionParts {
  readonly vu: VUContext;
  readonly metrics: BrowserMetrics;
  /** Prototype of the script's objects of a kind. */
  readonly prototypeOf: (kind: string) => object;
  /** In the cloud the run is known to the pages by this. */
  readonly testRunId: string;
}

const FLUSH_LIMIT_MS = 2000;
const CLOSE_LIMIT_MS = 10_000;

/** One browser during one iteration: its context, and what the script holds of it. */
export class BrowserSession {
  readonly vu: VUContext;
  readonly browser: Browser;
  readonly userAgent: string;
  /** What scripts see of the browser itself. */
  readonly browserObject: object;
  readonly #parts: SessionParts;
  readonly #objects = new WeakMap<object, object>();
  readonly #metricHandlers = new WeakMap<Page, unknown[]>();
  readonly #devtools = new WeakMap<Page, Promise<CDPSession>>();
  /** Samples that are still being gathered. */
  readonly #pending = new Set<Promise<void>>();
  #context: BrowserContext | undefined;
  #vitals: WebVitals | undefined;
  #isOpeningContext = false;
  #isOver = false;
  #isCutOff = false;

  constructor(parts: SessionParts, { browser, userAgent }: OpenedBrowser, browserObject?: object) {
    this.#parts = parts;
    this.vu = parts.vu;
    this.browser = browser;
    this.userAgent = userAgent;
    this.browserObject = browserObject ?? this.wrap('ConnectedBrowser', browser) ?? {};
  }

  get realm(): Realm {
    return this.vu.realm;
  }

  get context(): BrowserContext | undefined {
    return this.#context;
  }

  /** The script's object for one of the browser's, the same each time. */
  wrap(kind: string, target: object | null | undefined, label = ''): object | null {
    if (target === null || target === undefined) return null;
    let object = this.#objects.get(target);
    if (object === undefined) {
      const remote = { kind, target, session: this, label };
      object = scriptObject(this.#parts.prototypeOf(kind), remote);
      this.#objects.set(target, object);
    }
    return object;
  }

  /** A promise of the script for work of the browser; `doing` begins the text of its error. */
  promise(start: () => unknown, result: Result, doing?: string): unknown {
    return promiseOf(this.vu, start, { value: (value) => result(this, value), doing });
  }

  /** Runs a body as a job of the VU; nothing happens once the iteration is over. */
  enqueue(job: () => Suspendable<unknown>): void {
    if (this.#isOver) return;
    this.vu.loop.hold()(job);
  }

  /** What a function of the script returns for something of the browser. */
  ask(fn: unknown, arg: () => unknown): Promise<unknown> {
    const { realm } = this;
    return new Promise((resolve, reject) => {
      this.enqueue(function* () {
        try {
          resolve(yield* realm.call(fn, undefined, [arg()]));
        } catch (error) {
          reject(new ScriptThrew(error));
        }
        return undefined;
      });
    });
  }

  onMetric(page: Page, handler: unknown): void {
    const handlers = this.#metricHandlers.get(page) ?? [];
    handlers.push(handler);
    this.#metricHandlers.set(page, handlers);
  }

  /** The name of what was measured at a URL. */
  async nameOf(page: Page | undefined, url: string, method: string): Promise<string> {
    const handlers = page === undefined ? undefined : this.#metricHandlers.get(page);
    if (handlers === undefined || this.#isOver) return url;
    const message = new MetricMessage(url, method);
    const { realm } = this;
    await new Promise<void>((resolve) => {
      this.enqueue(() => this.#callHandlers(realm, handlers, message, resolve));
    });
    return message.name;
  }

  *#callHandlers(
    realm: Realm,
    handlers: readonly unknown[],
    message: MetricMessage,
    done: () => void,
  ): Suspendable<unknown> {
    try {
      for (const handler of handlers) {
        yield* realm.call(handler, undefined, [this.wrap('MetricMessage', message)]);
      }
    } finally {
      done();
    }
    return undefined;
  }

  async newContext(options: BrowserContextOptions): Promise<BrowserContext> {
    if (this.#context !== undefined || this.#isOpeningContext) {
      throw new Refusal('existing browser context must be closed before creating a new one');
    }
    this.#isOpeningContext = true;
    try {
      const context = await this.browser.newContext({ locale: 'en-US', ...options });
      this.#context = context;
      context.once('close', () => {
        if (this.#context === context) this.#context = undefined;
      });
      await this.#prepare(context);
      return context;
    } finally {
      this.#isOpeningContext = false;
    }
  }

  async closeContext(): Promise<void> {
    if (this.#context === undefined) {
      throw new Refusal('cannot close context as none is active in browser');
    }
    const context = this.#context;
    await this.settle(context.pages());
    await context.close();
    this.#context = undefined;
  }

  /** Has the pages report what they measured, and waits for the samples, but not for long. */
  async settle(pages: readonly Page[]): Promise<void> {
    await this.#vitals?.flush(pages);
    await withinTime(Promise.allSettled([...this.#pending]), FLUSH_LIMIT_MS);
  }

  /** Commands of Chromium for what has no method. */
  devtools(page: Page): Promise<CDPSession> {
    const known = this.#devtools.get(page) ?? page.context().newCDPSession(page);
    this.#devtools.set(page, known);
    return known;
  }

  /** From here on nothing more of the browser gets to the script. */
  async end(wasInterrupted: boolean): Promise<void> {
    const pages = this.#context?.pages() ?? [];
    this.#isOver = true;
    this.#isCutOff = wasInterrupted;
    if (!wasInterrupted) await this.settle(pages);
    await withinTime(this.browser.close(), CLOSE_LIMIT_MS);
  }

  async #prepare(context: BrowserContext): Promise<void> {
    const { metrics, testRunId } = this.#parts;
    const emit: Emit = (...sample) => {
      if (!this.#isCutOff) this.vu.emitTagged(...sample);
    };
    const track = (work: Promise<void>): void => {
      // What cannot be known of a closed page is not measured.
      const settled = work.catch(() => {}).finally(() => this.#pending.delete(settled));
      this.#pending.add(settled);
    };
    new NetworkMetrics(this.vu, {
      metrics,
      emit,
      nameOf: (request) => this.nameOf(pageOf(request), request.url(), request.method()),
      track,
    }).watch(context);
    await context.addInitScript({ content: `window.k6 = ${JSON.stringify({ testRunId })};` });
    this.#vitals = new WebVitals(this.vu, {
      metrics,
      emit,
      nameOf: (page, url) => this.nameOf(page, url, 'GET'),
      track,
    });
    await this.#vitals.watch(context);
    await blockRequests(context, this.vu);
  }
}

/** Requests of service workers have no page, and those that a page begins with none yet. */
function pageOf(request: { frame(): { page(): Page } }): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    return undefined;
  }
}
