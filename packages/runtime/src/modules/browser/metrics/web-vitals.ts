import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { TagSet } from '@squall/core';
import type { BrowserContext, Page } from 'playwright-core';
import type { VUContext } from '../../../vu/vu-context.ts';
import { type BrowserMetrics, type Emit, withTags } from './browser-metrics.ts';

/** What pages call with each measurement. */
const REPORT = 'k6browserSendWebVitalMetric';
const FLUSH_LIMIT_MS = 1000;

interface Vital {
  readonly name: string;
  readonly value: number;
  readonly rating: string;
  readonly url: string;
  /** Tells documents of a page apart. */
  readonly document: string;
}

interface TaggedVital extends Vital {
  readonly tags: TagSet;
}

export interface VitalsParts {
  readonly metrics: BrowserMetrics;
  readonly emit: Emit;
  /** The name a page is counted under. */
  readonly nameOf: (page: Page, url: string) => Promise<string>;
  readonly track: (work: Promise<void>) => void;
}

/** Known for good the first time; the others may change for as long as the document is seen. */
const FINAL = new Set(['FCP', 'TTFB']);

/**
 * The web vitals of a context's pages, measured in them by the library `web-vitals`. A document that goes away can say
 * nothing any more, so it reports every change, and the last one counts when it is left or its page is closed.
 */
export class WebVitals {
  readonly #vu: VUContext;
  readonly #parts: VitalsParts;
  readonly #latest = new Map<Page, Map<string, TaggedVital>>();

  constructor(vu: VUContext, parts: VitalsParts) {
    this.#vu = vu;
    this.#parts = parts;
  }

  async watch(context: BrowserContext): Promise<void> {
    await context.exposeBinding(REPORT, ({ page }, vital: Vital) => this.#reported(page, vital));
    await context.addInitScript({ content: measuringScript() });
    context.on('page', (page) => page.once('close', () => this.#conclude(page)));
  }

  /** Takes the values that pages have by now for their last ones. */
  async flush(pages: readonly Page[]): Promise<void> {
    await Promise.all(pages.map(bringUpToDate));
    for (const page of pages) this.#conclude(page);
  }

  #reported(page: Page, vital: Vital): void {
    const tagged = { ...vital, tags: this.#vu.tags };
    if (FINAL.has(vital.name)) return this.#emit(page, tagged);
    const known = this.#latest.get(page);
    const [first] = known?.values() ?? [];
    if (first !== undefined && first.document !== vital.document) this.#conclude(page);
    const values = this.#latest.get(page) ?? new Map<string, TaggedVital>();
    this.#latest.set(page, values.set(vital.name, tagged));
  }

  #conclude(page: Page): void {
    const values = this.#latest.get(page);
    this.#latest.delete(page);
    for (const vital of values?.values() ?? []) this.#emit(page, vital);
  }

  #emit(page: Page, { name, value, rating, url, tags }: TaggedVital): void {
    const metric = this.#parts.metrics[`browser_web_vital_${name.toLowerCase()}` as keyof BrowserMetrics];
    if (metric === undefined || typeof value !== 'number') return;
    const timeMs = this.#vu.clock.wallMs();
    const emit = async (): Promise<void> => {
      const named = await this.#parts.nameOf(page, url);
      const all = withTags(this.#vu, tags, { url: named, name: named }, { rating });
      this.#parts.emit(metric, all, value, timeMs);
    };
    this.#parts.track(emit());
  }
}

/** What a click took is known after the next frame, which a page in the background may never get. */
const LAST_WORDS = `(async () => {
  const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const painted = new Promise((resolve) => requestAnimationFrame(resolve));
  const idle = painted.then(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 100 })));
  await Promise.race([idle, later(300)]);
  await later(0);
})()`;

async function bringUpToDate(page: Page): Promise<void> {
  if (!page.isClosed()) await withinTime(page.evaluate(LAST_WORDS), FLUSH_LIMIT_MS);
}

/** Ends when the work does, well or not, or when the time is over. */
export async function withinTime(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  const ended = work.then(
    () => {},
    () => {},
  );
  await Promise.race([ended, limit]);
  clearTimeout(timer);
}

const require = createRequire(import.meta.url);
let script: string | undefined;

/** The page as a whole is measured, not what it embeds. */
function measuringScript(): string {
  script ??= `(() => {
  if (window !== window.top) return;
  const library = (() => {
    const exports = {};
    const module = { exports };
    ${readFileSync(require.resolve('web-vitals'), 'utf8')}
    return module.exports;
  })();
  const id = String(Math.random());
  const report = ({ name, value, rating }) =>
    window.${REPORT}({ name, value, rating, url: location.href, document: id }).catch(() => {});
  for (const name of ['onCLS', 'onFCP', 'onINP', 'onLCP', 'onTTFB']) library[name](report, { reportAllChanges: true });
})()`;
  return script;
}
