import type { RunOverview } from '../api/types/run.ts';
import { type ChartContent, hasValues, type Scale } from './chart-content.ts';

type Part = Exclude<keyof RunOverview, 'stepS' | 'seconds'>;

interface Compared {
  /** How the runs are called. */
  readonly names: readonly [string, string];
  readonly part: Part;
  readonly color: string;
  readonly scale: Scale;
}

/** The same part of two runs over one time; the earlier one dashed. */
export function compareContent(
  [before, after]: readonly [RunOverview, RunOverview],
  { names, part, color, scale }: Compared,
): ChartContent {
  const seconds = [...new Set([...before.seconds, ...after.seconds])].sort((a, b) => a - b);
  const columnOf = (overview: RunOverview) => {
    const at = new Map(overview.seconds.map((second, index) => [second, overview[part][index] ?? null]));
    return seconds.map((second) => at.get(second) ?? null);
  };
  return {
    seconds,
    lines: [
      {
        label: names[0],
        color: 'series-8',
        scale: 'value',
        isDashed: true,
        isJoined: true,
        values: columnOf(before),
      },
      { label: names[1], color, scale: 'value', isJoined: true, values: columnOf(after) },
    ].filter(hasValues),
    scales: { value: scale },
  };
}
