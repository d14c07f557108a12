import type { SummaryMetric } from './summary-input.ts';

/** Metrics by name; sub-metrics right after their parent, by selector. */
export function byMetricName(a: SummaryMetric, b: SummaryMetric): number {
  const order = compareTexts(a.sub?.parent ?? a.name, b.sub?.parent ?? b.name);
  if (order !== 0) return order;
  return compareTexts(a.sub?.selector ?? '', b.sub?.selector ?? '');
}

let collator: Intl.Collator | undefined;

/**
 * Root collation order: punctuation before digits before letters, lower case before upper. A fixed locale keeps the
 * summary the same on every machine. Names alone are compared here: `Intl` takes 10 ms to load.
 */
export function compareTexts(a: string, b: string): number {
  if (isName(a) && isName(b)) return compareNames(a, b);
  collator ??= new Intl.Collator('en');
  return collator.compare(a, b);
}

const isName = (text: string): boolean => /^\w*$/.test(text);

/** Case only counts between names that are otherwise the same. */
function compareNames(a: string, b: string): number {
  const order = compareCodes(a.toLowerCase(), b.toLowerCase());
  // In code order upper case comes first.
  return order !== 0 ? order : compareCodes(b, a);
}

function compareCodes(a: string, b: string): number {
  // Of all that names consist of, only the underscore stands elsewhere in code order.
  const [left, right] = [a.replaceAll('_', ' '), b.replaceAll('_', ' ')];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
