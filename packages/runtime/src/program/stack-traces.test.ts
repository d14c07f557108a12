import { expect, test } from 'vitest';
import { TestVU } from './program.fixture.ts';

function errorOf(files: Record<string, string>, stage: 'init' | 'call' = 'call'): string {
  const vu = new TestVU(files);
  const initialised = vu.init();
  const completion = stage === 'init' ? initialised : vu.call();
  if (!('error' in completion)) throw new Error(`no error but ${completion.kind}`);
  return vu.realm.describeError(completion.error);
}

test('an error names the functions, files, lines and columns of the user', () => {
  const text = errorOf({
    '/main.js': `import { explode } from './lib.js';
import http from 'k6/http';

class Client {
  send(x) {
    http.get('http://target/get');
    return explode(x);
  }
}
const arrow = (x) => new Client().send(x);

export default function () {
  [1].forEach((x) => {
    arrow(x);
  });
}`,
    '/lib.js': `export function explode(x) {
  if (x) throw new RangeError('too ' +
    'far');
}`,
  });
  expect(text).toBe(
    [
      'RangeError: too far',
      '\tat explode (file:///lib.js:2:16(0))',
      '\tat send (file:///main.js:7:19(0))',
      '\tat arrow (file:///main.js:10:39(0))',
      '\tat file:///main.js:14:10(0)',
      '\tat default (file:///main.js:13:14(0))',
      '',
    ].join('\n'),
  );
});

test('frames of built-ins between those of the script are shown as native', () => {
  const text = errorOf({
    '/main.js': `export default function () { [2, 1].sort(() => { throw new Error('x'); }); }`,
  });
  expect(text).toBe(
    'Error: x\n\tat file:///main.js:1:56(0)\n\tat sort (native)\n\tat default (file:///main.js:1:37(0))\n',
  );
});

test('top-level code has no function name', () => {
  expect(errorOf({ '/main.js': `const a = 1;\n  throw new Error('init boom');\nexport {}` }, 'init')).toBe(
    'Error: init boom\n\tat file:///main.js:2:9(0)\n',
  );
});

test('values that are no errors are shown with the place where they were thrown', () => {
  const code = `function inner() {\n  throw 'text';\n}\nexport default function () {\n  inner();\n}`;
  expect(errorOf({ '/main.js': code })).toBe(
    'text\n\tat inner (file:///main.js:2:9(0))\n\tat default (file:///main.js:5:3(0))\n',
  );
  expect(errorOf({ '/main.js': `export default () => {\n  throw { a: 1 };\n}` })).toBe(
    '[object Object]\n\tat default (file:///main.js:2:9(0))\n',
  );
});

test('the message is that of the error when it is printed', () => {
  const code = `class Custom extends Error { constructor(m) { super(m); this.name = 'Custom'; } }
export default function () { throw new Custom('special'); }`;
  expect(errorOf({ '/main.js': code })).toBe('Custom: special\n\tat default (file:///main.js:2:36(0))\n');
});

test('e.stack reads the same in the script', () => {
  const vu = new TestVU({
    '/main.js': `import { sleep } from 'k6';
export default async function named() {
  sleep(1);
  await null;
  try { null.x; } catch (e) { console.log(e.stack); }
}`,
  });
  vu.init();
  vu.call();
  expect(vu.console.join()).toMatch(
    /^TypeError: Cannot read .*\n\tat named \(file:\/\/\/main\.js:5:14\(0\)\)\n$/,
  );
});

test('positions go through the source map of the module', () => {
  const map = JSON.stringify({ version: 3, sources: ['main.ts'], names: [], mappings: 'AAIA;AAAA' });
  const vu = new TestVU({ '/main.js': `throw new Error('ts');\nexport {}` }, { sourceMap: map });
  const completion = vu.init();
  expect('error' in completion && vu.realm.describeError(completion.error)).toMatch(/main\.js:5:1\(0\)/);
});

test('a running script knows its position', () => {
  const vu = new TestVU({ '/main.js': `export default function main() {\n  probe();\n}` });
  let position: string | undefined;
  vu.global.probe = vu.realm.native('probe', 0, () => {
    position = vu.realm.currentPosition();
  });
  vu.init();
  vu.call();
  expect(position).toBe('main (file:///main.js:2:8(0))');
});

test('each place of a synchronous fallback is reported', () => {
  const places: (string | undefined)[] = [];
  const vu = new TestVU(
    {
      '/main.js': `import http from 'k6/http';
export default function () {
  const o = {
    get v() {
      return http.get('http://target/get').status;
    },
  };
  console.log(o.v);
}`,
    },
    { onSyncFallback: (place) => places.push(place) },
  );
  vu.init();
  vu.call();
  expect(vu.console).toEqual(['200']);
  expect(places).toEqual(['v (file:///main.js:5:19(0))']);
});

test.each([
  ['console.table([])', 'TypeError: console.table is not a function'],
  ['globalThis.nope()', 'TypeError: nope is not a function'],
  ['absent()', 'TypeError: absent is not a function'],
  ['new lib.Absent()', 'TypeError: lib.Absent is not a constructor'],
  ['new changing()', 'TypeError: changing is not a constructor'],
  ['new exported()', 'TypeError: exported is not a constructor'],
  ['new open.absent()', 'TypeError: open.absent is not a constructor'],
])('the error of %s names what the script names', (code, text) => {
  const vu = new TestVU({
    '/main.js': `import http, { absent } from 'k6/http'; import { lib } from './lib.js';
      export let exported; export const assign = () => { exported = 1; };
      export default function () {
        let changing;
        [1].forEach(() => { if (lib.isSet) changing = http.get('http://target/'); ${code}; });
      }`,
    '/lib.js': 'export let lib = {};',
  });
  vu.init();
  const completion = vu.call();
  expect('error' in completion ? vu.realm.describeError(completion.error).split('\n')[0] : '').toBe(text);
});
