import { expect, test } from 'vitest';
import { sortRows } from './sort-rows.ts';

const ROWS = [
  { name: 'b10', p95: 3 },
  { name: 'b9', p95: null },
  { name: 'a', p95: 12 },
];
const byP95 = (row: (typeof ROWS)[number]) => row.p95;
const byName = (row: (typeof ROWS)[number]) => row.name;
const names = (rows: readonly (typeof ROWS)[number][]) => rows.map(({ name }) => name);

test('rows without a value come last, whichever way one sorts', () => {
  expect(names(sortRows(ROWS, { title: 'p95', isDescending: true }, byP95))).toEqual(['a', 'b10', 'b9']);
  expect(names(sortRows(ROWS, { title: 'p95', isDescending: false }, byP95))).toEqual(['b10', 'a', 'b9']);
});

test('numbers in names count as numbers', () => {
  expect(names(sortRows(ROWS, { title: 'name', isDescending: false }, byName))).toEqual(['a', 'b9', 'b10']);
});

test('rows stay as they came when nobody sorts', () => {
  expect(sortRows(ROWS, undefined, byName)).toBe(ROWS);
});
