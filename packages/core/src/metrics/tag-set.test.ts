import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type InternedTags, TagInterner } from './tag-set.ts';

const tagMap = fc.dictionary(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 }), { maxKeys: 4 });

test('gives the same object for equal tags, however they were put together', () => {
  fc.assert(
    fc.property(tagMap, tagMap, (first, second) => {
      const { empty } = new TagInterner();
      let oneByOne = empty.withAll(first);
      for (const [key, value] of Object.entries(second).reverse()) oneByOne = oneByOne.with(key, value);
      expect(oneByOne).toBe(empty.withAll({ ...first, ...second }));
      expect({ ...oneByOne.tags }).toEqual({ ...first, ...second });
    }),
  );
});

test('tells apart tags whose texts run together', () => {
  const { empty } = new TagInterner();
  const sets = [
    { a: 'b', c: '' },
    { a: '', bc: '' },
    { a: 'bc' },
    { ab: 'c' },
    { 'a:1': 'b' },
    { a: '1:b' },
  ].map((tags) => empty.withAll(tags));
  expect(new Set(sets).size).toBe(sets.length);
  expect(new Set(sets.map(({ id }) => id)).size).toBe(sets.length);
});

test('sorts tags by key, replaces and removes them', () => {
  const { empty } = new TagInterner();
  const tags = empty.with('b', '2').with('a', '1').with('b', '3');
  expect(Object.keys(tags.tags)).toEqual(['a', 'b']);
  expect([tags.get('b'), tags.get('c')]).toEqual(['3', undefined]);
  expect(tags.without('b')).toBe(empty.with('a', '1'));
  expect(tags.without('nothing')).toBe(tags);
  expect(tags.with('a', '1')).toBe(tags);
  expect(tags.withAll({})).toBe(tags);
});

test('takes keys that objects of JavaScript have by nature', () => {
  const { empty } = new TagInterner();
  expect(empty.get('toString')).toBeUndefined();
  const tags = empty.with('__proto__', 'x').with('constructor', 'y');
  expect([tags.get('__proto__'), tags.get('constructor')]).toEqual(['x', 'y']);
  expect(tags).toBe(empty.withAll(tags.tags));
});

test('holds a bounded number of sets that no series uses', () => {
  const interner = new TagInterner();
  const used = interner.empty.with('url', 'used') as InternedTags;
  used.seriesByMetric = [];
  for (let i = 0; i < 100_000; i++) interner.empty.with('url', String(i)).with('status', '200');
  expect(interner.size).toBeLessThanOrEqual(2_002);
  expect(interner.empty.with('url', 'used')).toBe(used);
});
