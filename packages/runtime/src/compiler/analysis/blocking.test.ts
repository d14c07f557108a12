import { expect, test } from 'vitest';
import { BlockingAnalysis } from './blocking.ts';
import { type ModuleModel, modelModule } from './module-model.ts';

/** Names of the functions that become generators because of what they call. */
function blockingIn(code: string, lib?: string): string[] {
  const models = new Map<string, ModuleModel>();
  const add = (url: string, text: string) => {
    const model = modelModule({ url, code: text, map: undefined });
    models.set(url, model);
    for (const specifier of model.requests) {
      model.resolutions.set(
        specifier,
        specifier.startsWith('k6') ? { kind: 'builtin', specifier } : { kind: 'source', url: specifier },
      );
    }
    return model;
  };
  if (lib !== undefined) add('./lib.js', lib);
  const main = add('main.js', code);
  new BlockingAnalysis({ get: (url) => models.get(url) }).add([...models.values()]);
  return main.scopes.functions
    .filter(({ mayBlock, form }) => mayBlock && form !== 'program')
    .map(({ name }) => name);
}

const IMPORTS = `import http from 'k6/http'; import { sleep, check, fail } from 'k6'; import { Trend } from 'k6/metrics';`;

test.each([
  ['a request', 'const f = () => http.get("u"); const g = () => f();', ['f', 'g']],
  ['a named import that blocks', 'function f() { sleep(1); } function g() { fail("x"); }', ['f']],
  ['standard methods', 'const f = (s) => s.trim().split(",").map(Number).sort().join();', []],
  [
    'callbacks that do not block',
    'const f = (list) => list.map((x) => x.a * 2).filter(Boolean).reduce((a, b) => a + b, 0);',
    [],
  ],
  ['callbacks that block', 'const f = (list) => list.map((id) => http.get(id));', ['f', '']],
  ['callbacks from outside', 'const f = (list, fn) => list.map(fn);', ['f']],
  ['a map of the script', 'const cache = new Map(); const f = (k) => cache.get(k) ?? cache.set(k, 1);', []],
  ['a map in a field', 'class A { m = new Map(); read(k) { return this.m.get(k); } }', []],
  ['an unknown object with get', 'const f = (o) => o.get("x");', ['f']],
  [
    'methods of own classes',
    'class A { add(x) { return this.sum(x); } sum(x) { return x; } } const f = (a) => a.add(1);',
    [],
  ],
  [
    'blocking methods of own classes',
    'class A { load() { return http.get("u"); } } const f = (a) => a.load();',
    ['load', 'f'],
  ],
  [
    'functions stored under computed names',
    'const t = {}; t[k()] = () => http.get("u"); const f = (o) => o.anything(); const g = (o) => o.push(1);',
    ['', 'f'],
  ],
  [
    'response and metric methods',
    'const t = new Trend("t"); const f = (r) => { t.add(r.timings.duration); return r.json("a.b"); };',
    [],
  ],
  ['checks', 'const f = (r) => check(r, { ok: (x) => x.status === 200 });', ['f']],
  ['own functions with a name of k6', 'function sleep2() {} const f = () => sleep2();', []],
  [
    'new Promise with a blocking executor',
    'const f = () => new Promise((r) => r(http.get("u"))); const g = () => new Promise((r) => setTimeout(r, 1));',
    ['f', ''],
  ],
  [
    'accessors, constructors and generators',
    'class A { constructor() { sleep(1); } get v() { return sleep(1); } } function* g() { sleep(1); } const f = () => new A();',
    [],
  ],
])('%s', (_, code, expected) => {
  expect(blockingIn(`${IMPORTS} ${code}`)).toEqual(expected);
});

test('imports of script modules are followed', () => {
  const lib = `import http from 'k6/http'; export const pure = (x) => x + 1; export function load() { return http.get('u'); } export { load as again };`;
  const code = `import { pure, load, again } from './lib.js'; import * as lib from './lib.js';
    const a = () => pure(1); const b = () => load(); const c = () => again(); const d = () => lib.load(); const e = () => lib.pure(1);`;
  expect(blockingIn(code, lib)).toEqual(['b', 'c', 'd']);
});
