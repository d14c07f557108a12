import { expect, test } from 'vitest';
import { duration, flag, list, readSettings, requirePositive, text, wholeNumber } from './settings.ts';

const TABLE = {
  url: { json: 'url', env: 'X_URL', kind: text },
  isOn: { json: 'on', env: 'X_ON', kind: flag },
  count: { json: 'count', env: 'X_COUNT', kind: wholeNumber },
  everyMs: { json: 'every', env: 'X_EVERY', kind: duration },
  names: { json: 'names', env: 'X_NAMES', kind: list },
} as const;

const read = (json: unknown, env: Readonly<Record<string, string>> = {}) =>
  readSettings('x', TABLE, { collectors: { x: json }, env });

test('reads JSON of the right types', () => {
  expect(read({ url: 'u', on: true, count: 3, every: '2s', names: ['a', 'b'] })).toEqual({
    url: 'u',
    isOn: true,
    count: 3,
    everyMs: 2000,
    names: ['a', 'b'],
  });
});

test('takes text for anything, as variables have nothing else', () => {
  const texts = { url: 'u', on: 'T', count: '-3', every: '500', names: 'a, b' };
  const expected = { url: 'u', isOn: true, count: -3, everyMs: 500, names: ['a', 'b'] };
  expect(read(texts)).toEqual(expected);
  const env = Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [`X_${key.toUpperCase()}`, value]),
  );
  expect(read(undefined, env)).toEqual(expected);
});

test('a variable goes over the file, unless it is empty', () => {
  expect(read({ url: 'file', count: 1 }, { X_URL: 'env', X_COUNT: '' })).toEqual({ url: 'env', count: 1 });
});

test('null and what is missing are not there', () => {
  expect(read({ url: null })).toEqual({});
  expect(read(null)).toEqual({});
});

test.each([
  [[], {}, 'collectors.x must be an object'],
  [{ url: 1 }, {}, 'collectors.x.url: must be a string, got 1'],
  [{ on: 'maybe' }, {}, 'collectors.x.on: must be true or false, got "maybe"'],
  [{ count: 1.5 }, {}, 'collectors.x.count: must be a whole number, got "1.5"'],
  [{}, { X_ON: 'yes' }, 'X_ON: must be true or false, got "yes"'],
  [{}, { X_EVERY: '1 hour' }, 'X_EVERY: time: unknown unit " hour" in duration "1 hour"'],
])('%j with %j is refused: %s', (json, env, message) => {
  expect(() => read(json, env)).toThrow(message);
});

test.each([
  [1, undefined],
  [0, 'the period must be positive, got 0s'],
  [-1500, 'the period must be positive, got -1.5s'],
])('an interval of %d ms: %s', (intervalMs, message) => {
  const check = () => requirePositive('the period', intervalMs);
  if (message === undefined) expect(check).not.toThrow();
  else expect(check).toThrow(message);
});
