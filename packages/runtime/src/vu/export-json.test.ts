import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { exportJson, NotSerialisable } from './export-json.ts';

test.each([
  ['undefined', undefined],
  ['null', 'null'],
  ['-0', '0'],
  ['({ a: undefined, b: [, 1] })', '{"a":null,"b":[null,1]}'],
  ['Symbol("a")', '"a"'],
  ['10n', '10'],
  [
    '({ e: new Error("x"), r: /x/, s: new String("x"), b: new ArrayBuffer(2) })',
    '{"e":{},"r":{},"s":{},"b":{}}',
  ],
  ['new Date(1234567)', '"1970-01-01T00:20:34.567Z"'],
  ['new Date(0)', '"1970-01-01T00:00:00Z"'],
  ['new Date(120)', '"1970-01-01T00:00:00.12Z"'],
  ['new Map([["a", { b: 1 }]])', '[["a",{"b":1}]]'],
  ['new Set([1, "2"])', '[1,"2"]'],
  ['new Uint8Array([1, 2])', '"AQI="'],
  ['new Uint16Array([1, 2])', '[1,2]'],
  ['new (class { x = 1; get y() { return 2; } toString() { return "z"; } })()', '{"x":1}'],
])('exports %s as %s', (expression, json) => {
  expect(exportJson(runInNewContext(expression))).toBe(json);
});

test.each([
  ['({ f() {} })', 'json: unsupported type: func(sobek.FunctionCall) sobek.Value'],
  ['[NaN]', 'json: unsupported value: NaN'],
  ['-Infinity', 'json: unsupported value: -Inf'],
  ['const a = {}; a.a = a; a', 'json: unsupported value: encountered a cycle'],
])('refuses %s with the text of k6', (expression, message) => {
  expect(() => exportJson(runInNewContext(expression))).toThrow(new NotSerialisable(message));
});
