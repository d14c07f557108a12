import { expect, test } from 'vitest';
import { goTypeName } from './go-type-name.ts';

test.each([
  [5, 'int64'],
  [5.5, 'float64'],
  [-0, 'float64'],
  [Number.NaN, 'float64'],
  [true, 'bool'],
  ['', 'string'],
  [null, '<nil>'],
  [undefined, '<nil>'],
  [[1], '[]interface {}'],
  [{ a: 1 }, 'map[string]interface {}'],
  [new Error('x'), 'map[string]interface {}'],
  [new Date(0), 'time.Time'],
  [new Uint16Array(1), '[]uint16'],
  [new ArrayBuffer(1), 'sobek.ArrayBuffer'],
])('%j is called %s', (value, name) => {
  expect(goTypeName(value)).toBe(name);
});
