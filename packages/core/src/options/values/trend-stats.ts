import type { OptionType } from './option-type.ts';
import { stringList } from './string-list.ts';

export const DEFAULT_TREND_STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'] as const;

const PLAIN_STATS = ['avg', 'min', 'med', 'max', 'count'];

export const trendStats: OptionType<readonly string[]> = {
  ...stringList,
  // The flag with an empty text means no columns at all.
  fromFlag: (values) => values.filter((stat) => stat !== ''),
};

/** What is wrong with a statistic's name, or undefined. */
export function trendStatProblem(stat: string): string | undefined {
  if (PLAIN_STATS.includes(stat)) return undefined;
  const percentile = /^p\((.*)\)$/.exec(stat)?.[1];
  if (percentile === undefined) return `invalid trend stat '${stat}', unknown format`;
  const number = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(percentile)
    ? Number(percentile)
    : NaN;
  if (number >= 0 && number <= 100) return undefined;
  return `invalid percentile trend stat value '${stat}', provide a number between 0 and 100`;
}
