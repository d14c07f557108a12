import { expect, test } from 'vitest';
import type { Completion } from '../../sandbox/contract.ts';
import { VULoop } from '../../sandbox/event-loop.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import { HttpVU, type Reply } from './http.fixture.ts';

/** A VU with an event loop, whose clock runs what is due at once. */
function loopVU(answer: Reply = {}) {
  const vu = new HttpVU(() => answer);
  const { scope } = vu.realm.current;
  if (scope === undefined) throw new Error('the realm has no VU');
  const due: (() => void)[] = [];
  const at = (_: number, callback: () => void) => {
    due.push(callback);
    return { cancel() {} };
  };
  const clock = { ...vu.clock, at, atExactly: at, defer: (callback: () => void) => void due.push(callback) };
  Object.assign(vu, {
    loop: new VULoop({ clock, current: vu.realm.current, promises: vu.realm.promises, scope }),
  });
  /** What a function body of a script returned, or the text of what it threw. */
  const run = (code: string): unknown => {
    let completion: Completion | undefined;
    const fn = vu.script(`(() => { ${code} })`) as AnyFunction;
    completion = vu.loop.run(fn, undefined, [], (later) => {
      completion = later;
    });
    for (let next = due.shift(); completion === undefined && next !== undefined; next = due.shift()) next();
    return completion?.kind === 'returned' ? completion.value : completion;
  };
  return { vu, run };
}

test('asyncRequest gives a promise of the script for the response', () => {
  const { vu, run } = loopVU({ body: 'hi' });
  expect(run(`return http.asyncRequest('PUT', 'http://h/', 'x') instanceof Promise`)).toBe(true);
  expect(
    run(
      `let r; http.asyncRequest('GET', 'http://h/').then((x) => { r = x }); return { get text() { return r.status + r.body } }`,
    ),
  ).toMatchObject({
    text: '200hi',
  });
  expect(vu.sent.map((r) => r.method)).toEqual(['PUT', 'GET']);
});

test('a request that cannot be prepared resolves with its error, or rejects with the option throw', () => {
  const { vu, run } = loopVU();
  const code = `const out = {}; http.asyncRequest('GET', 5).then((r) => { out.error = r.error }, (e) => { out.thrown = 'no ' + e }); return out`;
  expect(run(code)).toEqual({ error: "invalid URL: '#5'" });
  vu.test.options.throw = true;
  expect(run(code)).toEqual({ thrown: "no invalid URL: '#5'" });
});

test('what is rejected is no Error but turns into its text', () => {
  const { run } = loopVU({ failure: { code: 1000, short: 'EOF', full: 'EOF' } });
  const code = `const out = []; http.asyncRequest('GET', 'http://h/', null, { throw: true }).catch((e) => out.push(e instanceof Error, e.message, String(e))); return out`;
  expect(run(code)).toEqual([false, undefined, 'Get "http://h/": EOF']);
});
