import { describe, expect, test } from 'vitest';
import { selectJson } from './select-json.ts';

const PEOPLE = JSON.stringify({
  name: { first: 'Tom', last: 'Anderson' },
  age: 37,
  children: ['Sara', 'Alex', 'Jack'],
  'fav.movie': 'Deer Hunter',
  friends: [
    { first: 'Dale', last: 'Murphy', age: 44, nets: ['ig', 'fb', 'tw'] },
    { first: 'Roger', last: 'Craig', age: 68, nets: ['fb', 'tw'] },
    { first: 'Jane', last: 'Murphy', age: 47, nets: ['ig', 'tw'] },
  ],
  nothing: null,
});

function select(path: string, json = PEOPLE): unknown {
  const found = selectJson(json, path);
  return found === undefined ? undefined : JSON.parse(found);
}

describe('a path finds', () => {
  test.each<[string, unknown]>([
    ['name.last', 'Anderson'],
    ['age', 37],
    ['children', ['Sara', 'Alex', 'Jack']],
    ['children.#', 3],
    ['children.1', 'Alex'],
    ['child*.2', 'Jack'],
    ['c?ildren.0', 'Sara'],
    ['fav\\.movie', 'Deer Hunter'],
    ['friends.#.first', ['Dale', 'Roger', 'Jane']],
    ['friends.1.last', 'Craig'],
    ['nothing', null],
    ['friends.#(last=="Murphy").first', 'Dale'],
    ['friends.#(last=="Murphy")#.first', ['Dale', 'Jane']],
    ['friends.#(age>45)#.last', ['Craig', 'Murphy']],
    ['friends.#(first%"D*").last', 'Murphy'],
    ['friends.#(first!%"D*").last', 'Craig'],
    ['friends.#(nets.#(=="fb"))#.first', ['Dale', 'Roger']],
    ['friends.#(nets)#|#', 3],
    ['friends|0|first', 'Dale'],
    ['friends.#(last="Murphy")#.0', []],
    ['friends.#(last="Murphy")#|0.first', 'Dale'],
    ['friends.#(last="Murphy")#.#', []],
    ['friends.#(last="Murphy")#|#', 2],
    ['friends.#(last="Murphy")#|first', undefined],
    ['friends.#(last="Nobody")#', []],
    ['friends.#(last="Nobody")', undefined],
    ['children.#(>"Jack")#', ['Sara']],
    ['children.7', undefined],
    ['children.x', undefined],
    ['age.x', undefined],
    ['missing', undefined],
  ])('%s', (path, value) => {
    expect(select(path)).toEqual(value);
  });
});

describe('a modifier', () => {
  test.each<[string, unknown]>([
    ['children.@reverse', ['Jack', 'Alex', 'Sara']],
    ['children|@reverse|0', 'Jack'],
    ['name.@keys', ['first', 'last']],
    ['name|@values', ['Tom', 'Anderson']],
    ['friends.#.nets|@flatten', ['ig', 'fb', 'tw', 'fb', 'tw', 'ig', 'tw']],
    ['friends.@join.first', 'Jane'],
    ['age.@tostr', '37'],
    ['age.@tostr|@fromstr', 37],
    ['name.@this.first', 'Tom'],
    ['name.@ugly|@pretty|@valid|last', 'Anderson'],
    ['@dig:last', ['Anderson', 'Murphy', 'Craig', 'Murphy']],
    ['{"a":children,"b":friends.#.age}|@group|1', { a: 'Alex', b: 68 }],
    ['name.@nosuch', undefined],
  ])('in %s is applied to the whole', (path, value) => {
    expect(select(path)).toEqual(value);
  });
});

describe('a multipath', () => {
  test.each<[string, unknown]>([
    ['{age,name.first}', { age: 37, first: 'Tom' }],
    ['{"years":age,missing}', { years: 37 }],
    ['[age,name.first,missing]', [37, 'Tom']],
    [
      'friends.#.{first,n:nets.#}',
      [
        { first: 'Dale', n: 3 },
        { first: 'Roger', n: 2 },
        { first: 'Jane', n: 2 },
      ],
    ],
    ['name.{a:first}.a', 'Tom'],
    ['{age,kind:!"person"}', { age: 37, kind: 'person' }],
  ])('%s builds its parts', (path, value) => {
    expect(select(path)).toEqual(value);
  });
});

test('elements of mixed kinds are compared by their own kind', () => {
  const json = '[1, "1", true, false, null, {"a":1}, [2], 10]';
  expect(select('#(>=2)#', json)).toEqual([true, 10]);
  expect(select('#(==true)#', json)).toEqual([true]);
  expect(select('#(==~null)#', json)).toEqual([null]);
  expect(select('#(==~true)#', json)).toEqual([1, '1', true, 10]);
  expect(select('#(a)#', json)).toEqual([{ a: 1 }]);
});

test('braces, quotes and white space inside strings and between values do not confuse it', () => {
  const json = ' { "a}" : "x\\"]y" ,\n "b" : [ "{" , { "c" : 1e3 } ] } ';
  expect(select('a}', json)).toBe('x"]y');
  expect(select('b.1.c', json)).toBe(1000);
  expect(select('b.#', json)).toBe(2);
});

test('a wildcard goes on to the next key that fits when the first leads nowhere', () => {
  expect(select('x*.y', '{"x1":{"z":1},"x2":{"y":2}}')).toBe(2);
});

test('lines of JSON are reached with a double dot', () => {
  expect(select('..#', '{"a":1}')).toBe(1);
  expect(select('..0.a', '{"a":1}')).toBe(1);
});

test('nothing is found in a text that is no JSON', () => {
  expect(selectJson('{"a":1', 'a')).toBeUndefined();
  expect(selectJson('', 'a')).toBeUndefined();
});
