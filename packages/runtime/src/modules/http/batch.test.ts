import { expect, test } from 'vitest';
import type { WireRequest, WireResponse } from '../../transport/transport.ts';
import { HttpVU, reply } from './http.fixture.ts';

test('a batch accepts URLs, arrays and objects and keeps the shape of its argument', () => {
  const vu = new HttpVU(({ target }) => ({ body: target.path }));
  expect(
    vu.script(`
      const list = http.batch(['http://h/a', ['post', 'http://h/b', 'x'], { url: 'http://h/c', body: 'kept' },
        { method: 'get', url: 'http://h/d', body: 'dropped' }, http.url\`http://h/\${'e'}\`]);
      print(Array.isArray(list), list.map((r) => r.body).join());
      const named = http.batch({ one: 'http://h/1', two: ['GET', 'http://h/2'] });
      print(Object.keys(named).join(), named.two.body, JSON.stringify(http.batch([])));
    `),
  ).toEqual(['true /a,/b,/c,/d,/e', 'one,two /2 []']);
  expect(vu.sent.slice(0, 4).map((r) => [r.method, r.body === null ? null : String(r.body)])).toEqual([
    ['GET', null],
    ['post', 'x'],
    ['GET', 'kept'],
    ['GET', null],
  ]);
});

test.each([
  ['', 'no argument was provided to http.batch()'],
  ['"x"', 'invalid http.batch() argument type string'],
  ['() => 1', 'http.batch() accepts only an array or an object of requests'],
])('http.batch(%s) throws: %s', (argument, message) => {
  expect(() => new HttpVU().script(`http.batch(${argument})`)).toThrow(message);
});

test.each([
  ['["GET"]', `invalid batch request '[]interface {}{"GET"}'`],
  ['[1, "http://h/"]', `invalid method type '1'`],
  ['{ method: "GET" }', `batch request 1 doesn't have a url key`],
])('when the element %s cannot be prepared nothing is sent', (element, message) => {
  const vu = new HttpVU();
  const code = `const list = http.batch(['http://h/0', ${element}, 'http://h/2']); print(list[0].status, list[0].error === '', list[1].error, list[2])`;
  expect(vu.script(code)).toEqual([`0 true ${message} null`]);
  expect(vu.sent).toEqual([]);
  expect(vu.entries).toEqual([
    { level: 'warning', message: 'A batch request failed', fields: { error: message } },
  ]);
  vu.test.options.throw = true;
  expect(() => vu.script(`http.batch(['http://h/0', ${element}])`)).toThrow(message);
});

/** A VU whose requests stay open until the test answers them. */
class OpenVU extends HttpVU {
  readonly open = new Map<string, (response: WireResponse) => void>();
  readonly cancelled: string[] = [];

  constructor(options: { batch: number; batchPerHost: number }) {
    super(() => ({}), options);
    this.http.send = (request: WireRequest, onResponse) => {
      const key = request.target.hostname + request.target.path;
      this.open.set(key, onResponse);
      return { cancel: () => void this.cancelled.push(key) };
    };
  }

  get waiting(): string {
    return [...this.open.keys()].join();
  }

  answer(key: string): void {
    const onResponse = this.open.get(key);
    this.open.delete(key);
    onResponse?.(reply({}));
  }
}

test('no more than batch requests are open, and no more than batchPerHost to one host', () => {
  const vu = new OpenVU({ batch: 3, batchPerHost: 1 });
  let ended: unknown;
  vu.operationOf('batch', ['http://a/1', 'http://a/2', 'http://b/1', 'http://c/1']).start({
    resolve: (value) => {
      ended = value;
    },
    reject: () => {},
  });
  expect(vu.waiting).toBe('a/1,b/1');
  vu.answer('b/1');
  expect(vu.waiting).toBe('a/1,c/1');
  vu.answer('a/1');
  expect(vu.waiting).toBe('c/1,a/2');
  vu.answer('c/1');
  expect(ended).toBeUndefined();
  vu.answer('a/2');
  expect(ended).toHaveLength(4);
});

test('a cancelled batch cancels what is open and starts nothing more', () => {
  const vu = new OpenVU({ batch: 2, batchPerHost: 2 });
  const operation = vu.operationOf('batch', ['http://a/1', 'http://a/2', 'http://a/3']);
  operation.start({ resolve: () => expect.unreachable(), reject: () => expect.unreachable() });
  operation.cancel();
  expect(vu.cancelled).toEqual(['a/1', 'a/2']);
  expect(vu.samples).toEqual([]);
});

test('a failure with throw is thrown only when all have ended', () => {
  const vu = new OpenVU({ batch: 5, batchPerHost: 5 });
  const errors: unknown[] = [];
  vu.operationOf('batch', [['GET', 'http://a/1', null, { throw: true }], 'http://a/2']).start({
    resolve: () => expect.unreachable(),
    reject: (error) => void errors.push(error),
  });
  vu.open.get('a/1')?.(reply({ failure: { code: 1000, short: 'EOF', full: 'EOF' } }));
  expect(errors).toEqual([]);
  vu.answer('a/2');
  expect(errors.map(String)).toEqual(['GoError: Get "http://a/1": EOF']);
});
