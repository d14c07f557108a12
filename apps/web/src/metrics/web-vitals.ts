/** A measure of how a page feels, with the limits that browsers' makers publish. */
export interface Vital {
  readonly metric: string;
  readonly title: string;
  readonly good: number;
  readonly poor: number;
}

export const VITALS: readonly Vital[] = [
  { metric: 'browser_web_vital_lcp', title: 'Largest contentful paint', good: 2500, poor: 4000 },
  { metric: 'browser_web_vital_inp', title: 'Interaction to next paint', good: 200, poor: 500 },
  { metric: 'browser_web_vital_cls', title: 'Cumulative layout shift', good: 0.1, poor: 0.25 },
  { metric: 'browser_web_vital_fcp', title: 'First contentful paint', good: 1800, poor: 3000 },
  { metric: 'browser_web_vital_ttfb', title: 'Time to first byte', good: 800, poor: 1800 },
  { metric: 'browser_web_vital_fid', title: 'First input delay', good: 100, poor: 300 },
];

export function rateVital({ good, poor }: Vital, value: number): 'good' | 'needs work' | 'poor' {
  if (value <= good) return 'good';
  return value <= poor ? 'needs work' : 'poor';
}
