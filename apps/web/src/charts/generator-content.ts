import type { GeneratorHealth } from '../api/types/results.ts';
import { formatBytes, formatCompact, formatPercent } from '../format/number.ts';
import { formatMs } from '../format/time.ts';
import { type ChartContent, hasValues, type Scale, seriesColor } from './chart-content.ts';

interface Measure extends Scale {
  readonly name: string;
  readonly of: 'cpuShare' | 'lagMs' | 'vus' | 'iterationsPerS' | 'memoryBytes';
}

const MEASURES: readonly Measure[] = [
  { name: 'CPU', of: 'cpuShare', format: formatPercent, atLeast: 1 },
  { name: 'Lag', of: 'lagMs', format: formatMs, atLeast: 10 },
  { name: 'VUs', of: 'vus', format: formatCompact },
  { name: 'Iterations/s', of: 'iterationsPerS', format: formatCompact },
  { name: 'Memory', of: 'memoryBytes', format: formatBytes },
];

export const GENERATOR_MEASURES = MEASURES.map(({ name }) => name);

/** A line for each generator. They report at seconds of their own; a chart has one axis for all. */
export function generatorContent(generators: readonly GeneratorHealth[], name: string): ChartContent {
  const { of, format, atLeast = 0 } = MEASURES.find((each) => each.name === name) ?? (MEASURES[0] as Measure);
  const seconds = [...new Set(generators.flatMap((each) => each.seconds.map(Math.round)))].sort(
    (a, b) => a - b,
  );
  return {
    seconds,
    lines: generators
      .map((generator, index) => {
        const at = new Map(
          generator.seconds.map((second, place) => [Math.round(second), generator[of][place] ?? null]),
        );
        return {
          label: `${generator.agent} (${generator.instance})`,
          color: seriesColor(index),
          scale: 'value',
          isDashed: generator.isLost,
          values: seconds.map((second) => at.get(second) ?? null),
        };
      })
      .filter(hasValues),
    scales: { value: { format, atLeast } },
  };
}
