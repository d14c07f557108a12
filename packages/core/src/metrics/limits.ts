/** Raw values a trend keeps before it becomes a histogram; why these, see docs/decisions/0001. */
export const RAW_VALUES = {
  /** One series of one source for one window. */
  window: 1024,
  /** One series over the whole run. */
  series: 1024,
  /** A metric, sub-metric, group or scenario over the whole run. */
  total: 8192,
} as const;

/** Suggested limit of time series; beyond it the user is warned. */
export const SUGGESTED_SERIES = 100_000;
