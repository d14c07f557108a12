import type { RunSummary } from '../api/types/results.ts';
import type { Tile } from '../components/tiles.tsx';
import { formatterOf, mainStat } from '../metrics/stats.ts';

/** One tile for each metric that is wanted, with the stat that tells most about it. */
export function tilesOf({ metrics }: RunSummary, isWanted: (name: string) => boolean): Tile[] {
  return metrics.flatMap((metric): Tile[] => {
    const { name, type, values, isSubmetric } = metric;
    const stat = mainStat(type);
    const value = values[stat];
    if (isSubmetric || value === undefined || !isWanted(name)) return [];
    return [
      {
        name,
        value: formatterOf(metric, stat)(value),
        aside: type === 'trend' ? stat : undefined,
      },
    ];
  });
}
