import { UserError } from '@squall/core';
import { expect, test } from 'vitest';
import { TestVU } from './program.fixture.ts';

/** Runs init and the default function; what was printed. */
function run(files: Record<string, string>): string[] {
  const vu = new TestVU(files);
  for (const completion of [vu.init(), vu.call()]) {
    if (completion.kind !== 'returned') {
      vu.console.push('error' in completion ? vu.realm.describeError(completion.error) : completion.kind);
    }
  }
  return vu.console;
}

test('importers see every change of an exported variable', () => {
  const lines = run({
    '/main.js': `
      import def, { live, inc, hidden as renamed, a, Klass } from './lib.js';
      import * as ns from './lib.js';
      import { again, ns2 } from './re.js';
      export default function () {
        inc(); inc();
        console.log(live, ns.live, again, ns2.live, renamed(), def(), a, new Klass().v, Object.keys(ns).join());
      }`,
    '/lib.js': `
      export let live = 0, other = 1;
      export const inc = () => live++ + other++;
      export const { a, ...rest } = { a: 5, b: 6 };
      function hide() { return 'hidden ' + live; }
      export { hide as hidden };
      export class Klass { v = 7; }
      export default () => 'default ' + live;`,
    '/re.js': `export { live as again } from './lib.js'; export * as ns2 from './lib.js'; export * from './lib.js';`,
  });
  expect(lines).toEqual(['2 2 2 2 hidden 2 default 2 5 7 Klass,a,default,hidden,inc,live,other,rest']);
});

test('cyclic imports see functions early and variables late', () => {
  const lines = run({
    '/main.js': `
      import { value, late } from './a.js';
      export default function () { console.log(value, late()); }`,
    '/a.js': `import { early, seen } from './b.js'; export const value = 'a'; export function hoisted() { return 'h'; }
      export const late = () => [early, seen, value].join();`,
    '/b.js': `import { value, hoisted } from './a.js'; import * as a from './a.js';
      export let early; try { early = String(value); } catch (e) { early = e.name + ': ' + e.message; }
      export let seen; try { seen = a.value; } catch (e) { seen = e.name + hoisted(); }`,
  });
  expect(lines).toEqual(["a ReferenceError: Cannot access 'value' before initialization,ReferenceErrorh,a"]);
});

test('imported names cannot be assigned', () => {
  const lines = run({
    '/main.js': `import { a } from './a.js'; import * as ns from './a.js'; import http from 'k6/http';
      export default function () {
        for (const f of [() => { a = 1; }, () => { a++; }, () => { [a] = [1]; }, () => { http = 1; }, () => { ns.a = 1; }]) {
          try { f(); } catch (e) { console.log(e instanceof TypeError, e.message); }
        }
      }`,
    '/a.js': 'export let a = 1; a = 2;',
  });
  expect(lines.slice(0, 4)).toEqual(Array(4).fill('true Assignment to constant variable.'));
  expect(lines[4]).toMatch(/^true Cannot set property a/);
});

test('a name that a script module does not export is a syntax error', () => {
  const files = {
    '/main.js': `import { nope } from './a.js'; export default function () {}`,
    '/a.js': 'export const a = 1;',
  };
  expect(() => new TestVU(files)).toThrow(
    new UserError(
      'SCRIPT_EXCEPTION',
      'SyntaxError: The requested module "./a.js" does not provide an export named "nope"',
    ),
  );
});

test('names that a built-in does not have are null or undefined', () => {
  const lines = run({
    '/main.js': `import { nope } from 'k6'; import { nothing, get } from 'k6/http'; import * as http from 'k6/http'; import k6, * as all from 'k6';
      export default function () { console.log(nope, nothing, typeof get, http.default, all.nope, typeof k6.sleep); }`,
  });
  expect(lines).toEqual(['null undefined function undefined undefined function']);
});

test('imports of a built-in with only a default object read it when they are used', () => {
  const lines = run({
    '/main.js': `import http, { get } from 'k6/http';
      export default function () { http.get = () => 'wrapped'; console.log(get('x')); }`,
  });
  expect(lines).toEqual(['wrapped']);
});

test('CommonJS and ES modules use each other', () => {
  const lines = run({
    '/main.js': `import lib, { named, missing } from './lib.js'; import fn from './fn.js'; import * as ns from './lib.js';
      const esm = require('./esm.js');
      export default function () { console.log(lib, named, missing, fn(1), Object.keys(ns).join(), esm.default, esm.extra, this); }`,
    '/lib.js': `exports.default = 'main'; exports.named = 'named'; exports.self = this === exports;`,
    '/fn.js': `module.exports = (x) => 'fn' + x;`,
    '/esm.js': `export default 'esm'; export const extra = 1;`,
  });
  expect(lines).toEqual(['main named undefined fn1 named,self,default esm 1 undefined']);
});

test('require caches, is relative to its file and sees half-done modules in a cycle', () => {
  const lines = run({
    '/main.js': `const a = require('./sub/a.js'); const k6 = require('k6'); const http = require('k6/http');
      exports.default = function () { console.log(a === require2, a.b.seen, a.done, typeof k6.sleep, typeof http.get, typeof module, typeof exports); };
      const require2 = require('./sub/a.js');`,
    '/sub/a.js': `exports.early = 1; exports.b = require('./b.js'); exports.done = true;`,
    '/sub/b.js': `exports.seen = Object.keys(require('./a.js')).join();`,
  });
  expect(lines).toEqual(['true early true function function object object']);
});

test('require and open belong to init code', () => {
  const lines = run({
    '/main.js': `const text = open('./data.txt');
      export default function () {
        console.log(text, typeof open, typeof require);
        for (const f of [() => require('k6'), () => open('x'), () => module, () => exports.a]) try { f(); } catch (e) { console.log(String(e).slice(0, 70)); }
      }`,
  });
  expect(lines).toEqual([
    'content of ./data.txt at file:///main.js function function',
    'GoError: the "require" function is only available in the init stage (i',
    'GoError: the "open" function is only available in the init stage (i.e.',
    'GoError: you are trying to access identifier "module", this likely is ',
    'GoError: you are trying to access identifier "exports", this likely is',
  ]);
});

test('import.meta has only resolve, and dynamic import rejects', () => {
  const lines = run({
    '/main.js': `export default async function () {
      console.log(Object.keys(import.meta).join(), import.meta.resolve('./x/../y.js'), import.meta.resolve('k6'));
      await import('./y.js').catch((e) => console.log(e.message));
    }`,
  });
  expect(lines).toEqual(['resolve file:///y.js k6', 'dynamic modules not enabled in the host program']);
});

test('init code may sleep and request; modules that await run in order', () => {
  const lines = run({
    '/main.js': `import { sleep } from 'k6'; import { a } from './a.js'; import './b.js';
      console.log('main'); sleep(1); console.log(await Promise.resolve('own'), a);
      export default function () { console.log('default'); }`,
    '/a.js': `console.log('a'); export const a = await new Promise((r) => setTimeout(() => r('late'), 5)); console.log('a done');`,
    '/b.js': `import { a } from './a.js'; console.log('b', a);`,
  });
  expect(lines).toEqual(['a', 'a done', 'b late', 'main', 'own late', 'default']);
});

test.each([
  ['export default function () {', 'file:///main.js: Line 1:29 Unexpected end of input'],
  ['const a = ;\nexport default 1', 'file:///main.js: Line 1:11 Unexpected token ;'],
  ['\n\nlet x = 5 6; export {}', 'file:///main.js: Line 3:11 Unexpected number'],
  ['async function* f() {}', 'file:///main.js: Line 1:1 Async generators are not supported yet'],
  ['import d from "./d.json"', 'file:///d.json: Line 1:5 Unexpected token :'],
])('%j does not load: %s', (code, message) => {
  expect(() => new TestVU({ '/main.js': code, '/d.json': '{"a":1}' })).toThrow(
    new UserError('SCRIPT_EXCEPTION', message),
  );
});

test('a hashbang, directives and sloppy code keep their meaning', () => {
  const lines = run({
    '/main.js': `#!/usr/bin/env k6
      'a directive'; undeclared = 5; var o = { v: 1 };
      exports.default = function () {
        var self = (function () { return this; })();
        with (o) { v = 2; }
        console.log(undeclared, self === globalThis, self.undeclared, o.v, delete globalThis.undeclared, typeof undeclared);
      };`,
  });
  expect(lines).toEqual(['5 true 5 2 true undefined']);
});

test('strict code cannot assign undeclared names', () => {
  const lines = run({
    '/main.js': `export default function () {
      try { undeclared = 1; } catch (e) { console.log(e.name, e.message); }
      globalThis.declared = 1; declared = 2; declared += 1; console.log(globalThis.declared, declared, typeof nothing);
      try { nothing; } catch (e) { console.log(e.name, e.message); }
    }`,
  });
  expect(lines).toEqual([
    'ReferenceError undeclared is not defined',
    '3 3 undefined',
    'ReferenceError nothing is not defined',
  ]);
});

test('only the globals of k6 exist, in eval and new Function too', () => {
  const names = [
    'process',
    'Buffer',
    'fetch',
    'URL',
    'queueMicrotask',
    'Intl',
    'WebAssembly',
    'SharedArrayBuffer',
    'Atomics',
    'WeakRef',
    'window',
    'structuredClone',
  ];
  const lines = run({
    '/main.js': `export default function () {
      console.log([${names.map((name) => `typeof ${name}`).join()}].join());
      console.log(${JSON.stringify(names)}.map((n) => (0, eval)('typeof ' + n)).join());
      console.log(new Function('return typeof process + typeof console + typeof __VU')(), eval('__VU'), (0, eval)('__VU'));
      globalThis.mine = 3; console.log(new Function('return mine + this.mine')(), (0, eval)('mine'));
      console.log((() => {}).constructor('return typeof process')(), Function('return this')() === globalThis);
    }`,
  });
  const nothing = names.map(() => 'undefined').join();
  expect(lines).toEqual([nothing, nothing, 'undefinedobjectnumber 1 1', '6 3', 'undefined true']);
});

test('a standard global that a script replaces is the new one everywhere', () => {
  const lines = run({
    '/main.js': `import './polyfill.js'; export default function () { console.log(new Map().mine, typeof Map.prototype.get); }`,
    '/polyfill.js': `globalThis.Map = class extends Map { mine = true; };`,
  });
  expect(lines).toEqual(['true function']);
});

test('what is exported after a blocking call at the top of a module is there', () => {
  const lines = run({
    '/main.js': `import { sleep } from 'k6'; import { late } from './late.js';
      export let before = 1;
      sleep(1);
      export const options = { vus: late };
      before = 2;
      export default function () { console.log(before, options.vus); }`,
    '/late.js': `import { sleep } from 'k6'; sleep(1); const late = 3; export { late };`,
  });
  expect(lines).toEqual(['2 3']);
});

test('relative paths of open start from the module that is required, else from the outermost caller', () => {
  const lines = run({
    '/main.js': `
      import { top, read } from './esm/lib.js';
      const { cjsTop, cjsRead, viaHelper } = require('./cjs/lib.js');
      console.log(top); console.log(read('a')); console.log(cjsTop); console.log(cjsRead('b')); console.log(viaHelper);
      [1].forEach(() => console.log(read('c')));
      export default function () {}`,
    '/esm/lib.js': `export const top = open('top'); export function read(path) { return open(path); }`,
    '/cjs/lib.js': `const helper = require('../helper/lib.js'); exports.cjsTop = open('top');
      exports.cjsRead = (path) => open(path); exports.viaHelper = helper.read('via');`,
    '/helper/lib.js': `exports.read = (path) => open(path);`,
  });
  expect(lines).toEqual([
    'content of top at file:///esm/lib.js',
    'content of a at file:///main.js',
    'content of top at file:///cjs/lib.js',
    'content of b at file:///main.js',
    'content of via at file:///cjs/lib.js',
    'content of c at file:///main.js',
  ]);
});

test('async functions and generators made from text are those of the VU', () => {
  const lines = run({
    '/main.js': `import { sleep } from 'k6';
      const AsyncFunction = (async () => {}).constructor;
      const GeneratorFunction = (function* () {}).constructor;
      export default async function () {
        const later = new AsyncFunction('sleep', 'value', 'sleep(1); return (await value) + 1');
        const promise = later(sleep, Promise.resolve(4));
        console.log(promise instanceof Promise, await promise, later instanceof AsyncFunction, later.constructor === AsyncFunction);
        console.log([...GeneratorFunction('sleep', 'yield 1; sleep(1); yield typeof process')(sleep)].join());
        console.log(AsyncFunction.name, GeneratorFunction.name, AsyncFunction.length);
      }`,
  });
  expect(lines).toEqual(['true 5 true true', '1,undefined', 'AsyncFunction GeneratorFunction 1']);
});
