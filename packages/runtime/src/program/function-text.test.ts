import { expect, test } from 'vitest';
import { TestVU } from './program.fixture.ts';

function textsOf(code: string, assumesAll: boolean): string[] {
  const lines: string[] = [];
  const vu = new TestVU({ '/main.js': code }, { assumesAll });
  vu.global.log = vu.realm.native('log', 0, (text: unknown) => lines.push(String(text)));
  const completion = vu.init();
  if ('error' in completion) throw new Error(vu.realm.describeError(completion.error));
  return lines;
}

const SHOWN = [
  '() => document.title',
  '(a, { b } = {}) => { return fetch(a + b); }',
  'async () => (await fetch(location.href)).text()',
  'async x => x * 2',
  'function () { return this }',
  'function named(a, b) { return named.length + a }',
  'async function later(url) { await fetch(url); }',
  'function* three() { yield 1; yield* [2, 3]; }',
  '(outer) => { const inner = (x) => outer(x); return inner(1); }',
  '(text = later(() => 1)) => text',
];

test.each([false, true])('a function reads as it was written (all calls may block: %s)', (assumesAll) => {
  const script = SHOWN.map((text) => `log(${text});\nlog({ key: ${text} }.key.toString());`).join('\n');
  expect(textsOf(`${script}\nexport default function () {}`, assumesAll)).toEqual(
    SHOWN.flatMap((text) => [text, text]),
  );
});

test.each([false, true])('declarations and methods can be evaluated from their text (%s)', (assumesAll) => {
  const script = `
    function declared(x) { return other(x) + 1; }
    async function awaited(x) { return x; }
    log(declared);
    log(awaited);
    log({ method(x) { return other(x); } }.method);
    log({ async method() { await other(); } }.method);
    export default function () {}`;
  expect(textsOf(script, assumesAll)).toEqual([
    'function declared(x) { return other(x) + 1; }',
    'async function awaited(x) { return x; }',
    'function (x) { return other(x); }',
    'async function () { await other(); }',
  ]);
});

test('functions of ours and classes keep the text they have', () => {
  const [native, cls] = textsOf(
    'log(parseInt);\nlog(class { go() { return 1; } });\nexport default function () {}',
    true,
  );
  expect(native).toBe('function parseInt() { [native code] }');
  expect(cls).toMatch(/^class/);
});
