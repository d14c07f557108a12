import { expect, test } from 'vitest';
import { optionDifferences } from './option-differences.ts';

test('what differs is told by its path, and what nobody set does not differ', () => {
  const before = { vus: 5, duration: null, scenarios: { a: { vus: 1, exec: 'x' } }, tags: { a: '1' } };
  const after = {
    vus: 10,
    scenarios: { a: { vus: 2, exec: 'x' } },
    stages: [{ target: 1 }],
    tags: { a: '1' },
  };
  expect(optionDifferences(before, after)).toEqual([
    { path: 'scenarios.a.vus', before: 1, after: 2 },
    { path: 'stages', before: undefined, after: [{ target: 1 }] },
    { path: 'vus', before: 5, after: 10 },
  ]);
});
