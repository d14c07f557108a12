import { describe, expect, test } from 'vitest';
import { createScriptRealm } from '../suspending-realm.fixture.ts';
import { createConsoleMethods } from './console.ts';

const realm = createScriptRealm();

/** Runs code whose `console` writes to the returned list. */
function logged(code: string): unknown[][] {
  const records: unknown[][] = [];
  const log = { log: (...record: unknown[]) => records.push(record) };
  const console = Object.assign(realm.createObject(), createConsoleMethods(realm, log));
  realm.evaluate(`(() => { ${code} })()`, { console });
  return records;
}

const printed = (expression: string): unknown => logged(`console.log(${expression});`)[0]?.[1];

describe('console', () => {
  test('logs at the level of the method, with its source', () => {
    expect(
      logged('console.log("a"); console.info("b"); console.debug("c"); console.warn("d"); console.error()'),
    ).toEqual([
      ['info', 'a', { source: 'console' }],
      ['info', 'b', { source: 'console' }],
      ['debug', 'c', { source: 'console' }],
      ['warning', 'd', { source: 'console' }],
      ['error', '', { source: 'console' }],
    ]);
  });

  test('has no other methods', () => {
    expect(() => logged('console.table([])')).toThrow(realm.intrinsics.TypeError);
  });

  test.each([
    ['"two", 3, true, null, undefined', 'two 3 true null undefined'],
    ['"%d", 5', '%d 5'],
    ['-0, 1e21, NaN', '0 1e+21 NaN'],
    ['Symbol("s"), 10n', 's 10'],
    [
      '{ a: 1, b: "x", c: [1, "y", { d: null }], f() {}, u: undefined }',
      '{ a: 1, b: "x", c: [ 1, "y", { d: null } ], f: [object Function], u: null }',
    ],
    ['{}, []', '{} []'],
    ['[1, , 3]', '[ 1, null, 3 ]'],
    ['() => 1, class A {}', '[object Function] [object Function]'],
    ['new Error("msg"), [new TypeError("t")]', 'Error: msg [ TypeError: t ]'],
    [
      'new Date(86400000), { d: new Date(0) }',
      '"1970-01-02T00:00:00.000Z" { d: "1970-01-01T00:00:00.000Z" }',
    ],
    ['new Date(NaN)', '{}'],
    ['new Map([["a", 1]]), new Set([1, "x"]), /a+b/gi, Promise.resolve()', '{} {} {} {}'],
    ['[new String("s"), new Number(1)]', '[ { 0: "s" }, {} ]'],
    ['new (class P { constructor() { this.x = 1; } })()', '{ x: 1 }'],
    ['new Uint8Array([1, 2, 3])', 'Uint8Array(3) [ 1, 2, 3 ]'],
    [
      'new ArrayBuffer(4), new Uint8Array([1, 2]).buffer',
      'ArrayBuffer { [Uint8Contents]: <00 00 00 00>, byteLength: 4 } ArrayBuffer { [Uint8Contents]: <01 02>, byteLength: 2 }',
    ],
    ['{ a: {}, b: [] }', '{ a: {}, b: [] }'],
    [`['it\\'s', 'a "b"']`, `[ "it's", "a "b"" ]`],
  ])('prints %s', (expression, text) => {
    expect(printed(expression)).toBe(text);
  });

  test('marks cycles but not repetitions', () => {
    expect(logged('const o = { a: 1 }; o.self = o; console.log(o)')[0]?.[1]).toBe(
      '{ a: 1, self: [Circular] }',
    );
    expect(logged('const o = { a: 1 }; console.log([o, o])')[0]?.[1]).toBe('[ { a: 1 }, { a: 1 } ]');
  });
});
