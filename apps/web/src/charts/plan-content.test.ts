import { expect, test } from 'vitest';
import { planContent } from './plan-content.ts';

test('a plan is drawn as VUs over seconds', () => {
  const { seconds, lines } = planContent({
    steps: [
      { offsetMs: 0, plannedVUs: 5, maxUnplannedVUs: 0 },
      { offsetMs: 1500, plannedVUs: 0, maxUnplannedVUs: 0 },
    ],
  });
  expect(seconds).toEqual([0, 1.5]);
  expect(lines.map(({ values }) => values)).toEqual([[5, 0]]);
});

test('VUs that a scenario may add come on top of those that are planned', () => {
  const { lines } = planContent({ steps: [{ offsetMs: 0, plannedVUs: 5, maxUnplannedVUs: 20 }] });
  expect(lines.map(({ label, values }) => [label, values])).toEqual([
    ['VUs reserved, time to end gracefully included', [5]],
    ['At most', [25]],
  ]);
});
