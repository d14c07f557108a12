import { expect, test } from 'vitest';
import { readScript, ScriptProblem } from './read-script.ts';

const optionsOf = (text: string) => readScript(`${text}\nexport default function () {}`).options;

test.each([
  ["export const options = { vus: 2, duration: '1s' };", { vus: 2, duration: '1s' }],
  ['const n = 3; export const options = { vus: n * 2 };', { vus: 6 }],
  [
    'const base = { vus: 1 }; export const options = { ...base, iterations: -(-4) };',
    { vus: 1, iterations: 4 },
  ],
  [
    'const s = 30; export const options = { duration: `$' + "{s}s`, tags: { ['a' + 1]: 'b' } };",
    { duration: '30s', tags: { a1: 'b' } },
  ],
  ['export const options = { vus: __ENV.VUS || 5 };', { vus: 5 }],
  ['const o = { vus: 7 }; export { o as options };', { vus: 7 }],
  ['const zones = { near: "a" }; export const options = { tags: { z: zones.near } };', { tags: { z: 'a' } }],
  ['', {}],
])('options are read without running the script: %s', (text, options) => {
  expect(optionsOf(text)).toEqual(options);
});

test.each([
  ['export const options = { vus: count() };', 1],
  ['const x = 1;\nexport const options = {\n  vus: y,\n};', 3],
  ['export const options = { vus: options.vus };', 1],
  ['import { base } from "./base.js";\nexport const options = { ...base };', 2],
])('what only running the script would tell is refused with its place: %s', (text, line) => {
  expect(() => optionsOf(text)).toThrow(/only known when the script runs/);
  try {
    optionsOf(text);
  } catch (error) {
    expect((error as ScriptProblem).line).toBe(line);
  }
});

test('an error of syntax is told with its line and column', () => {
  const problem = (() => {
    try {
      readScript('const a = 1;\nconst = 2;');
    } catch (error) {
      return error;
    }
  })();
  expect(problem).toBeInstanceOf(ScriptProblem);
  expect(problem).toMatchObject({ line: 2, column: 6, message: 'Unexpected token' });
});

test('a script tells what it exports and which metrics it creates', () => {
  const { exports, metrics } = readScript(
    [
      "import { Trend, Counter as Count } from 'k6/metrics';",
      "const prefix = 'shop';",
      'const waits = new Trend(`${' + 'prefix}_wait`, true);',
      'export function browse() {}',
      "export default () => { new Count('orders'); new Other('no'); };",
    ].join('\n'),
  );
  expect([...exports]).toEqual(['browse', 'default']);
  expect(metrics).toEqual([
    { name: 'shop_wait', type: 'trend', contains: 'time' },
    { name: 'orders', type: 'counter', contains: 'default' },
  ]);
});
