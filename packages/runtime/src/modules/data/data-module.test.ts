import { expect, test } from 'vitest';
import { FakeVU } from '../suspending-realm.fixture.ts';
import { createDataModule } from './data-module.ts';
import { SharedArrayStore } from './shared-array-store.ts';

function initVU(store = new SharedArrayStore()) {
  const vu = new FakeVU();
  vu.stage = 'init';
  const dataModule = createDataModule(store);
  return { vu, run: (code: string) => vu.run(dataModule, code) };
}

const tryIt = (code: string) =>
  `(() => { try { return String(${code}) } catch (e) { return e.name + ': ' + e.message } })()`;

test('a SharedArray reads like an array', () => {
  const { run } = initVU();
  const answer = run(`
    const a = new SharedArray('words', () => ['a', 'b', 'c', 'd']);
    const [first, ...others] = a;
    const seen = [];
    a.forEach((w, i) => seen.push(i + w));
    for (const w of a) seen.push(w);
    JSON.stringify([
      a.length, a[0], a[9] === undefined, a[-1] === undefined, [...a].join(), a.map((w) => w + w).join(),
      a.filter((w) => w > 'b').length, a.indexOf('c'), a.slice(1, 3), a.reduce((s, w) => s + w, ''), a.at(-1),
      Object.keys(a), 1 in a, 9 in a, Array.isArray(a), a instanceof Array, typeof a, a.includes('b'), a, seen,
      first, others.length, a.join('-'), Object.getOwnPropertyNames(a).length, a.constructor === Array, a['01'] === undefined,
    ])`);
  expect(JSON.parse(String(answer))).toEqual([
    4,
    'a',
    true,
    true,
    'a,b,c,d',
    'aa,bb,cc,dd',
    2,
    2,
    ['b', 'c'],
    'abcd',
    'd',
    ['0', '1', '2', '3'],
    true,
    false,
    true,
    true,
    'object',
    true,
    ['a', 'b', 'c', 'd'],
    ['0a', '1b', '2c', '3d', 'a', 'b', 'c', 'd'],
    'a',
    3,
    'a-b-c-d',
    5,
    true,
    true,
  ]);
});

test('elements go through JSON at each access and are frozen to the bottom', () => {
  const { run } = initVU();
  const answer = run(`
    const a = new SharedArray('rows', () => [{ id: 1, deep: { list: [1, 'é漢'] }, f() {}, u: undefined, d: new Date(0) }, null, 5]);
    JSON.stringify([a[0], a[0] === a[0], Object.isFrozen(a[0].deep.list), a[1], a[2]])`);
  expect(JSON.parse(String(answer))).toEqual([
    { id: 1, deep: { list: [1, 'é漢'] }, d: '1970-01-01T00:00:00.000Z' },
    false,
    true,
    null,
    5,
  ]);
});

test.each([
  { change: 'a[0] = 5', error: 'TypeError: SharedArray is immutable' },
  { change: 'a.push(1)', error: 'TypeError: SharedArray is immutable' },
  { change: 'a.sort()', error: 'TypeError: SharedArray is immutable' },
  { change: 'a.length = 0', error: 'TypeError: SharedArray is immutable' },
  { change: 'Object.defineProperty(a, 0, { value: 1 })', error: 'TypeError: SharedArray is immutable' },
  { change: 'a.foo = 1', error: 'TypeError: Cannot set property "foo" on a dynamic array' },
  { change: 'delete a[0]', error: 'TypeError: ' },
  { change: 'a[0].id = 9', error: 'TypeError: ' },
  { change: 'a[0].list.push(2)', error: 'TypeError: ' },
  { change: 'Object.setPrototypeOf(a, null)', error: 'TypeError: ' },
  { change: 'Object.freeze(a)', error: 'TypeError: ' },
])('$change is refused', ({ change, error }) => {
  const { run } = initVU();
  const declaration = "const a = new SharedArray('rows', () => [{ id: 1, list: [1] }, { id: 2, list: [] }]);";
  const [answer, after] = run(`${declaration} [${tryIt(change)}, JSON.stringify(a)]`) as string[];
  expect(answer).toContain(error);
  expect(after).toBe('[{"id":1,"list":[1]},{"id":2,"list":[]}]');
});

test('the function runs once for each name, whatever later functions are', () => {
  const store = new SharedArrayStore();
  const { run } = initVU(store);
  const declare = (value: string) =>
    run(`new SharedArray('words', () => { calls.push(1); return [${value}]; })[0]`);
  run('globalThis.calls = []');
  expect(declare('"first"')).toBe('first');
  expect(declare('"second"')).toBe('first');
  expect(run('calls.length')).toBe(1);
  expect(initVU(store).run('SharedArray("words", () => { throw new Error("never called") })[0]')).toBe(
    'first',
  );
});

test('another thread sees the same elements without running the function', () => {
  const store = new SharedArrayStore();
  initVU(store).run('new SharedArray("rows", () => [{ a: "é" }, 2, "three"])');
  const elsewhere = new SharedArrayStore(structuredClone(store.snapshot()));
  const code = 'JSON.stringify(new SharedArray("rows", () => { throw new Error("never called") }))';
  expect(initVU(elsewhere).run(code)).toBe('[{"a":"é"},2,"three"]');
});

test('elements without a JSON text fail when they are read', () => {
  const { run } = initVU();
  run('globalThis.a = new SharedArray("odd", () => [undefined, () => 1, , 4])');
  for (const index of [0, 1, 2]) {
    expect(run(tryIt(`a[${index}]`))).toBe(
      "SyntaxError: invalid character 'u' looking for beginning of value",
    );
  }
  expect(run('a[3]')).toBe(4);
});

test('an empty SharedArray has nothing to read', () => {
  const { run } = initVU();
  expect(run('const a = new SharedArray("none", () => []); JSON.stringify([a.length, [...a], a])')).toBe(
    '[0,[],[]]',
  );
});

test.each([
  {
    call: "new SharedArray('', () => [])",
    error: "GoError: empty name provided to SharedArray's constructor",
  },
  {
    call: "new SharedArray('a')",
    error: "GoError: a function is expected as the second argument of SharedArray's constructor",
  },
  {
    call: "new SharedArray('a', async () => [])",
    error: 'GoError: SharedArray constructor does not support async functions as second argument',
  },
  { call: "new SharedArray('a', () => ({}))", error: 'GoError: only arrays can be made into SharedArray' },
  { call: "new SharedArray('a', () => 'text')", error: 'GoError: only arrays can be made into SharedArray' },
  {
    call: "new SharedArray('a', () => null)",
    error: 'TypeError: Cannot convert undefined or null to object',
  },
  { call: "new SharedArray('a', () => { throw new RangeError('mine') })", error: 'RangeError: mine' },
  { call: 'new SharedArray(undefined, () => [1]).length', error: '1' },
])('$call gives $error', ({ call, error }) => {
  const { run } = initVU();
  expect(run(tryIt(call))).toBe(error);
});

test('a failed function leaves the name free', () => {
  const { run } = initVU();
  run(tryIt("new SharedArray('a', () => { throw 1 })"));
  expect(run("new SharedArray('a', () => [7])[0]")).toBe(7);
});

test('a SharedArray is made in init code only', () => {
  const { vu, run } = initVU();
  vu.stage = 'iteration';
  expect(run(tryIt("new SharedArray('a', () => [])"))).toBe(
    'GoError: new SharedArray must be called in the init context',
  );
});
