import { expect, test } from 'vitest';
import { checkTree } from './check-tree.ts';

const check = (group: string, name: string, passes: number, fails: number) => ({
  group,
  name,
  scenario: null,
  passes,
  fails,
  byZone: [],
});

test('checks stand in their groups, groups in groups, and sums count everything below', () => {
  const tree = checkTree(
    [check('', 'is up', 10, 0), check('::cart', 'has items', 8, 2), check('::cart::pay', 'is paid', 3, 1)],
    [{ group: '::cart::pay', count: 4, avgMs: 10, p95Ms: 20, byZone: [] }],
  );
  expect(tree).toMatchObject({ passes: 21, fails: 3, checks: [{ name: 'is up' }] });
  expect(tree.groups).toMatchObject([
    {
      name: 'cart',
      passes: 11,
      fails: 3,
      groups: [{ name: 'pay', path: '::cart::pay', times: { p95Ms: 20 } }],
    },
  ]);
});

test('a group between others is there even when nothing happens in it', () => {
  const tree = checkTree([check('::a::b', 'deep', 1, 0)], []);
  expect(tree.groups[0]).toMatchObject({ name: 'a', checks: [], groups: [{ name: 'b' }] });
});
