import { expect, test } from 'vitest';
import type { Completion, EventLoop } from '../../sandbox/contract.ts';
import type { Suspendable } from '../../vu/operation.ts';
import { HttpVU, type Reply } from './http.fixture.ts';

/** Drives what a VU spawns with operations that settle at once. */
function drive(body: Suspendable<unknown>): Completion {
  try {
    let step = body.next();
    while (!step.done) {
      let settled: { value: unknown } | { error: unknown } = { error: new Error('did not settle') };
      step.value.start({
        resolve: (value) => {
          settled = { value };
        },
        reject: (error) => {
          settled = { error };
        },
      });
      step = 'value' in settled ? body.next(settled.value) : body.throw(settled.error);
    }
    return { kind: 'returned', value: step.value };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

function asyncVU(reply: Reply = {}): HttpVU {
  const vu = new HttpVU(() => reply);
  const loop: Partial<EventLoop> = {
    promise() {
      const resolvers = { resolve(_: unknown) {}, reject(_: unknown) {} };
      const promise = new vu.realm.intrinsics.Promise((resolve: () => void, reject: () => void) => {
        Object.assign(resolvers, { resolve, reject });
      });
      return { promise, ...resolvers };
    },
    spawn: (body, onDone) => onDone(drive(body)),
  };
  Object.assign(vu.loop, loop);
  return vu;
}

test('asyncRequest gives a promise of the script for the response', async () => {
  const vu = asyncVU({ body: 'hi' });
  expect(vu.script(`http.asyncRequest('PUT', 'http://h/', 'x') instanceof Promise`)).toBe(true);
  expect(await vu.script(`http.asyncRequest('GET', 'http://h/').then((r) => r.status + r.body)`)).toBe(
    '200hi',
  );
  expect(vu.sent.map((r) => r.method)).toEqual(['PUT', 'GET']);
});

test('a request that cannot be prepared resolves with its error, or rejects with the option throw', async () => {
  const vu = asyncVU();
  expect(await vu.script(`http.asyncRequest('GET', 5).then((r) => r.error)`)).toBe("invalid URL: '#5'");
  vu.test.options.throw = true;
  expect(await vu.script(`http.asyncRequest('GET', 5).catch((e) => 'no ' + e)`)).toBe("no invalid URL: '#5'");
});

test('what is rejected is no Error but turns into its text', async () => {
  const vu = asyncVU({ failure: { code: 1000, short: 'EOF', full: 'EOF' } });
  const code = `http.asyncRequest('GET', 'http://h/', null, { throw: true }).catch((e) => String([e instanceof Error, e.message, e]))`;
  expect(await vu.script(code)).toBe('false,,Get "http://h/": EOF');
});
