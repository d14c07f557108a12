import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitList } from './split-list.ts';

test.each([
  ['', []],
  ['a', ['a']],
  ['a,b', ['a', 'b']],
  ['a,', ['a', '']],
  [',', ['', '']],
  ['"a,b",c', ['a,b', 'c']],
  ['"a ""b"""', ['a "b"']],
])('splits %j', (text, items) => {
  expect(splitList(text)).toEqual(items);
});

test('reads back any items that were quoted', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (items) => {
      const text = items.map((item) => `"${item.replaceAll('"', '""')}"`).join(',');
      expect(splitList(text)).toEqual(items);
    }),
  );
});

test.each(['a"b', '"a', '"a"b'])('refuses %j', (text) => {
  expect(() => splitList(text)).toThrow(/parse error on line 1, column [0-9]+: /);
});
