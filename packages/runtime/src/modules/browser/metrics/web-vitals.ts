import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import type { VUContext } from '../../../vu/vu-context.ts';
import { type BrowserMetrics, withTags } from './browser-metrics.ts';

/** What pages call with each measurement. */
const REPORT = 'k6browserSendWebVitalMetric';
const FLUSH_LIMIT_MS = 1000;

interface Vital {
  readonly name: string;
  readonly value: number;
  readonly rating: string;
  readonly url: string;
}

export interface VitalsParts {
  readonly metrics: BrowserMetrics;
  /** The name a page is counted under. */
  readonly nameOf: (page: Page, url: string) => Promise<string>;
  readonly track: (work: Promise<void>) => void;
}

/** Has the pages of a context measure themselves with the library `web-vitals`. */
export async function watchWebVitals(
  vu: VUContext,
  context: BrowserContext,
  { metrics, nameOf, track }: VitalsParts,
): Promise<void> {
  const emit = async (page: Page, { name, value, rating, url }: Vital): Promise<void> => {
    const metric = metrics[`browser_web_vital_${name.toLowerCase()}` as keyof BrowserMetrics];
    const { tags } = vu;
    const timeMs = vu.clock.wallMs();
    if (metric === undefined || typeof value !== 'number') return;
    const named = await nameOf(page, url);
    vu.emitTagged(metric, withTags(vu, tags, { url: named, name: named }, { rating }), value, timeMs);
  };
  await context.exposeBinding(REPORT, ({ page }, vital: Vital) => track(emit(page, vital)));
  await context.addInitScript({ content: measuringScript() });
}

/** Measurements that last as long as the page is seen are reported when it no longer is. */
export async function flushWebVitals(page: Page): Promise<void> {
  if (page.isClosed()) return;
  const flush = `(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    return new Promise((resolve) => setTimeout(resolve, 0));
  })()`;
  await withinTime(page.evaluate(flush), FLUSH_LIMIT_MS);
}

/** Ends when the work does, well or not, or when the time is over. */
export async function withinTime(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([
    work.then(
      () => {},
      () => {},
    ),
    limit,
  ]);
  clearTimeout(timer);
}

let script: string | undefined;

/** The page as a whole is measured, not what it embeds. */
function measuringScript(): string {
  script ??= `(() => {
  if (window !== window.top) return;
  const library = (() => {
    const exports = {};
    const module = { exports };
    ${readFileSync(createRequire(import.meta.url).resolve('web-vitals'), 'utf8')}
    return module.exports;
  })();
  const report = ({ name, value, rating }) =>
    window.${REPORT}({ name, value, rating, url: location.href }).catch(() => {});
  for (const name of ['onCLS', 'onFCP', 'onINP', 'onTTFB']) library[name](report);
  // The library takes it for final only when a user, whom it can trust, hides the page.
  let largest;
  library.onLCP((metric) => { largest = metric; }, { reportAllChanges: true });
  addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden' || largest === undefined) return;
    report(largest);
    largest = undefined;
  }, true);
})()`;
  return script;
}
