import { expect, test } from 'vitest';
import type { GeneratorHealth } from '../api/types/results.ts';
import { generatorContent } from './generator-content.ts';

const generator = (agent: string, seconds: number[], cpuShare: number[]) =>
  ({ instance: 1, agent, isLost: false, seconds, cpuShare, vus: [] }) as unknown as GeneratorHealth;

test('generators that report at different seconds share one axis', () => {
  const content = generatorContent(
    [generator('a', [1, 2], [0.1, 0.2]), generator('b', [2.1, 3], [0.5, 0.6])],
    'CPU',
  );
  expect(content.seconds).toEqual([1, 2, 3]);
  expect(content.lines.map(({ values }) => values)).toEqual([
    [0.1, 0.2, null],
    [null, 0.5, 0.6],
  ]);
});

test('what a generator does not tell has no line', () => {
  expect(generatorContent([generator('a', [1], [0.1])], 'VUs').lines).toEqual([]);
});
