import type { SummaryMetric } from './summary-input.ts';

// Root collation order: punctuation before digits before letters, lower case before upper. A fixed locale keeps
// the summary the same on every machine.
const collator = new Intl.Collator('en');

/** Metrics by name; sub-metrics right after their parent, by selector. */
export function byMetricName(a: SummaryMetric, b: SummaryMetric): number {
  const order = collator.compare(a.sub?.parent ?? a.name, b.sub?.parent ?? b.name);
  if (order !== 0) return order;
  return collator.compare(a.sub?.selector ?? '', b.sub?.selector ?? '');
}
