import { expect, test } from 'vitest';
import type { RunOverview } from '../api/types/run.ts';
import { compareContent } from './compare-content.ts';

const overview = (seconds: number[], p95Ms: number[]) =>
  ({ seconds, p95Ms, vus: [] }) as unknown as RunOverview;
const WISH = { names: ['#1', '#2'], part: 'p95Ms', color: 'series-2', scale: { format: String } } as const;

test('runs with other steps share one axis, the earlier one dashed', () => {
  const content = compareContent([overview([0, 1, 2], [1, 2, 3]), overview([0, 2, 4], [7, 8, 9])], WISH);
  expect(content.seconds).toEqual([0, 1, 2, 4]);
  expect(content.lines).toMatchObject([
    { label: '#1', isDashed: true, values: [1, 2, 3, null] },
    { label: '#2', values: [7, null, 8, 9] },
  ]);
});

test('a run without a part has no line', () => {
  expect(compareContent([overview([], []), overview([0], [1])], WISH).lines).toMatchObject([{ label: '#2' }]);
});
