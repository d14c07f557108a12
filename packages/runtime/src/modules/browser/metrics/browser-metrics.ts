import type { Metric, TagSet } from '@squall/core';
import type { SystemTag } from '../../../vu/test-context.ts';
import type { VUContext } from '../../../vu/vu-context.ts';

const METRICS = {
  browser_data_sent: ['counter', 'data'],
  browser_data_received: ['counter', 'data'],
  browser_http_req_duration: ['trend', 'time'],
  browser_http_req_failed: ['rate', 'default'],
  browser_web_vital_lcp: ['trend', 'time'],
  browser_web_vital_fcp: ['trend', 'time'],
  browser_web_vital_cls: ['trend', 'default'],
  browser_web_vital_inp: ['trend', 'time'],
  browser_web_vital_ttfb: ['trend', 'time'],
} as const;

/** Takes a sample, unless the iteration was interrupted. */
export type Emit = VUContext['emitTagged'];

export type BrowserMetrics = Readonly<Record<keyof typeof METRICS, Metric>>;

/** They exist in tests that import the module. */
export function declareBrowserMetrics({ recorder }: VUContext): BrowserMetrics {
  const entries = Object.entries(METRICS).map(([name, [type, contains]]) => [
    name,
    recorder.registry.getOrCreate(name, type, contains),
  ]);
  return Object.fromEntries(entries) as BrowserMetrics;
}

/** Tags that the option `systemTags` can leave out, and others, which are always there. */
export function withTags(
  { test }: VUContext,
  tags: TagSet,
  system: Partial<Record<SystemTag, string>>,
  own: Readonly<Record<string, string>>,
): TagSet {
  let result = tags;
  for (const [name, value] of Object.entries(system)) {
    if (value !== '' && test.systemTags.has(name as SystemTag)) result = result.with(name, value);
  }
  return result.withAll(own);
}
