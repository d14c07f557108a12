import { expect, test } from 'vitest';
import { FakeVU } from '../suspending-realm.fixture.ts';
import { k6Module } from './k6-module.ts';
import { seededRandom } from './seeded-random.ts';

const ROOT = { group: '', scenario: 'default' };

test('check records each entry in order with its name and tells whether all hold', () => {
  const vu = new FakeVU();
  expect(vu.run(k6Module, 'check(3, { a: (v) => v === 3, b: (v) => v > 5, c: 1, d: "" })')).toBe(false);
  expect(vu.samples).toEqual([
    { metric: 'checks', value: 1, tags: { ...ROOT, check: 'a' } },
    { metric: 'checks', value: 0, tags: { ...ROOT, check: 'b' } },
    { metric: 'checks', value: 1, tags: { ...ROOT, check: 'c' } },
    { metric: 'checks', value: 0, tags: { ...ROOT, check: 'd' } },
  ]);
  expect(vu.run(k6Module, 'check(3, { a: (v) => v === 3 })')).toBe(true);
  expect(vu.run(k6Module, 'check(3, {})')).toBe(true);
});

test('tags given to check are added to those of the VU', () => {
  const vu = new FakeVU();
  vu.run(k6Module, 'check(1, { a: true }, { n: 3, on: false, scenario: "mine" })');
  expect(vu.samples[0]?.tags).toEqual({ check: 'a', group: '', n: '3', on: 'false', scenario: 'mine' });
});

test('without the system tag check the name is left out', () => {
  const vu = new FakeVU();
  vu.systemTags.delete('check');
  vu.run(k6Module, 'check(1, { a: true })');
  expect(vu.samples[0]?.tags).toEqual(ROOT);
});

test('a predicate that throws is recorded as failed, ends the check and reaches the caller', () => {
  const vu = new FakeVU();
  const code = 'check(1, { good: true, bad() { throw new Error("broke"); }, never: true })';
  expect(() => vu.run(k6Module, code)).toThrow('broke');
  expect(vu.samples.map(({ tags, value }) => [tags.check, value])).toEqual([
    ['good', 1],
    ['bad', 0],
  ]);
});

test('strings and arrays of checks are named by their indexes, and promises count as true', () => {
  const vu = new FakeVU();
  vu.run(k6Module, 'check(1, "ab"); check(1, [() => false]); check(1, { p: () => Promise.resolve(false) })');
  expect(vu.samples.map(({ tags, value }) => [tags.check, value])).toEqual([
    ['0', 1],
    ['1', 1],
    ['0', 0],
    ['p', 1],
  ]);
});

const tryIt = (call: string) => `try { ${call}; 'no error' } catch (e) { e.name + ': ' + e.message }`;

test.each([
  { call: 'check(1)', error: 'GoError: no checks provided to `check`' },
  { call: 'check(1, null)', error: 'TypeError: Cannot convert undefined or null to object' },
  { call: 'check(1, undefined)', error: 'TypeError: Cannot convert undefined or null to object' },
  { call: 'check(1, { "a::b": true })', error: "GoError: group and check names may not contain '::'" },
  {
    call: 'check(1, { later: async () => true })',
    error:
      'GoError: the built-in check() does not support async functions as arguments. Use the JavaScript utils library as a replacement. Refer to https://grafana.com/docs/k6/latest/javascript-api/jslib/utils/check/ for more info',
  },
  {
    call: 'check(1, { a: true }, { t: {} })',
    error:
      "GoError: invalid value for metric tag 't': only String, Boolean and Number types are accepted as a metric tag values",
  },
  { call: 'group("g")', error: 'GoError: group() requires a callback as a second argument' },
  { call: 'group("a::b", () => 1)', error: "GoError: group and check names may not contain '::'" },
  {
    call: 'group("g", async () => 1)',
    error:
      'GoError: group() does not support async functions as arguments, please see https://grafana.com/docs/k6/latest/javascript-api/k6/group/ for more info',
  },
  { call: 'fail("why")', error: 'GoError: why' },
  { call: 'fail()', error: 'GoError: ' },
])('$call is refused', ({ call, error }) => {
  const vu = new FakeVU();
  expect(vu.run(k6Module, tryIt(call))).toBe(error);
  expect(vu.samples).toEqual([]);
});

test('check and group are not for init code', () => {
  const vu = new FakeVU();
  vu.stage = 'init';
  expect(vu.run(k6Module, tryIt('check(1, {})'))).toBe(
    'GoError: Using check() in the init context is not supported',
  );
  expect(vu.run(k6Module, tryIt('group("g", () => 1)'))).toBe(
    'GoError: Using group() in the init context is not supported',
  );
});

test('groups nest, return what their callback returns and record their duration with their own path', () => {
  const vu = new FakeVU();
  const where = () => vu.tags.get('group');
  const wait = (ms: number) => {
    vu.nowMs += ms;
  };
  const code =
    'where() + group("a", () => { wait(2); return where() + group("b", () => (wait(3), where())) + where(); }) + where()';
  expect(vu.run(k6Module, code, { where, wait })).toBe('::a::a::b::a');
  expect(vu.samples).toEqual([
    { metric: 'group_duration', value: 3, tags: { ...ROOT, group: '::a::b' } },
    { metric: 'group_duration', value: 5, tags: { ...ROOT, group: '::a' } },
  ]);
  expect(vu.groupPath).toBe('');
});

test('after an exception in a group its duration is recorded and the outer group is back', () => {
  const vu = new FakeVU();
  expect(() => vu.run(k6Module, 'group("a", () => { throw new Error("out"); })')).toThrow('out');
  expect(vu.samples).toHaveLength(1);
  expect(vu.tags.get('group')).toBe('');
});

test('tags set inside a group stay when it ends', () => {
  const vu = new FakeVU();
  const setTag = () => {
    vu.tags = vu.tags.with('area', 'shop');
  };
  vu.run(k6Module, 'group("a", setTag)', { setTag });
  expect(vu.tags.tags).toEqual({ ...ROOT, area: 'shop' });
});

test('a group without a name keeps the path', () => {
  const vu = new FakeVU();
  vu.run(k6Module, 'group("", () => 1); group(undefined, () => 1); group(5, () => 1)');
  expect(vu.samples.map(({ tags }) => tags.group)).toEqual(['', '', '::5']);
});

test('without the system tag group durations are recorded untagged', () => {
  const vu = new FakeVU();
  vu.systemTags.delete('group');
  vu.tags = vu.recorder.emptyTags;
  vu.run(k6Module, 'group("a", () => 1)');
  expect(vu.samples).toEqual([{ metric: 'group_duration', value: 0, tags: {} }]);
});

test('sleep waits for the seconds given and not at all for what is no time', () => {
  const vu = new FakeVU();
  vu.run(
    k6Module,
    'sleep(0.25); sleep("2"); sleep(-1); sleep(NaN); sleep(); sleep("x"); sleep(0); sleep(Infinity)',
  );
  expect(vu.slept).toEqual([250, 2000]);
});

test('the same seed gives the same random numbers, another seed others', () => {
  const vu = new FakeVU();
  const numbers = (seed: string) =>
    vu.run(k6Module, `randomSeed(${seed}); [Math.random(), Math.random()].join()`);
  const first = numbers('5');
  expect(numbers('6')).not.toBe(first);
  expect(numbers('"5.9"')).toBe(first);
  expect(numbers('5 + 2 ** 32')).not.toBe(first);
  expect(numbers('NaN')).toBe(numbers('0'));
});

test('seeded random numbers spread evenly over 0 to 1', () => {
  const random = seededRandom(1);
  const numbers = Array.from({ length: 10_000 }, random);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(numbers.filter((number) => number < 0.25).length / numbers.length).toBeCloseTo(0.25, 1);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('errors of k6 are errors of the script with a name, a message and a value', () => {
  const lines = new FakeVU().run(
    k6Module,
    `try { fail('why'); } catch (e) {
      print(e.name, e.message, e instanceof Error, String(e), JSON.stringify(e), Object.keys(e));
    }`,
  );
  expect(lines).toEqual(['GoError why true GoError: why {"value":{}} value']);
});
