import { expect, test } from 'vitest';
import { ScriptRealm } from '../sandbox/realm.ts';
import { memorySources, StepClock, TestVU } from './program.fixture.ts';
import { Program } from './program.ts';

/** Several VUs of one thread. */
function vusOf(files: Record<string, string>, count: number): TestVU[] {
  const realm = new ScriptRealm();
  const program = new Program(realm, memorySources(files));
  program.load();
  const clock = new StepClock();
  return Array.from({ length: count }, () => new TestVU(files, { realm, program, clock }));
}

test('VUs share code but no variables, globals or changes to built-ins', () => {
  const vus = vusOf(
    {
      '/main.js': `import { bump } from './state.js'; let own = 0; globalThis.shared = (globalThis.shared || []); Array.prototype.marks = 0;
        String.prototype.shout = function () { return this + '!' + own; };
        export default function (id) { own++; Array.prototype.marks++; globalThis.shared.push(id); [].marks;
          console.log(own, bump(), shared.join(), [].marks, 'x'.shout(), Object.keys([]).length); }`,
      '/state.js': 'let n = 100; export const bump = () => ++n;',
    },
    3,
  );
  for (const vu of vus) vu.init();
  for (let round = 0; round < 2; round++) for (const [id, vu] of vus.entries()) vu.call('default', id);
  for (const [id, vu] of vus.entries()) {
    expect(vu.console).toEqual([`1 101 ${id} 1 x!1 0`, `2 102 ${id},${id} 2 x!2 0`]);
  }
});

test('code of eval sees the globals of the VU that runs it', () => {
  const vus = vusOf(
    {
      '/main.js': `export default function (id) { globalThis.id = id; console.log((0, eval)('id'), new Function('return id')()); }`,
    },
    2,
  );
  for (const vu of vus) vu.init();
  for (const [id, vu] of vus.entries()) vu.call('default', id);
  expect(vus.map((vu) => vu.console)).toEqual([['0 0'], ['1 1']]);
});

test('interleaved VUs keep their stacks apart', () => {
  const files = {
    '/main.js': `import http from 'k6/http'; import { sleep } from 'k6';
      export default function (id) { for (let i = 0; i < 3; i++) { sleep(0.001 * (id + 1)); console.log(id, i, http.get('http://target/counter/x').json('n')); } }`,
  };
  const vus = vusOf(files, 3);
  for (const vu of vus) vu.init();
  const done: string[] = [];
  for (const [id, vu] of vus.entries()) {
    const fn = (vu.instance.exported as { default: () => void }).default;
    vu.loop.run(fn, undefined, [id], (completion) => done.push(completion.kind));
  }
  while (vus[0]?.clock.step());
  expect(done).toEqual(['returned', 'returned', 'returned']);
  for (const [id, vu] of vus.entries()) expect(vu.console).toEqual([`${id} 0 1`, `${id} 1 2`, `${id} 2 3`]);
});

test('a seed makes the random numbers of one VU repeatable', () => {
  const vus = vusOf({ '/main.js': 'export default function () { console.log(Math.random()); }' }, 2);
  for (const vu of vus) vu.init();
  const [first, second] = vus as [TestVU, TestVU];
  first.complete((done) =>
    first.loop.runBody(
      (function* () {
        first.realm.setRandom(() => 0.25);
        return undefined;
      })(),
      done,
    ),
  );
  first.call();
  second.call();
  expect(first.console).toEqual(['0.25']);
  expect(second.console).not.toEqual(['0.25']);
});
