import { expect, test } from 'vitest';
import { FakeVU } from '../suspending-realm.fixture.ts';
import { metricsModule } from './metrics-module.ts';

const tryIt = (call: string) =>
  `(() => { try { return String(${call}) } catch (e) { return e.name + ': ' + e.message } })()`;

/** Runs `declaration` as init code and `code` in an iteration. */
function runWith(vu: FakeVU, declaration: string, code: string): unknown {
  vu.stage = 'init';
  vu.run(metricsModule, declaration);
  vu.stage = 'iteration';
  return vu.realm.evaluate(code);
}

test('a metric has a read-only name and adds values to its series', () => {
  const vu = new FakeVU();
  const code = `c.add(2.5); c.add(1, { kind: 'x' }); JSON.stringify([Object.keys(c), c.name])`;
  expect(runWith(vu, 'globalThis.c = new Counter("my_c")', code)).toBe('[["name","add"],"my_c"]');
  expect(vu.samples).toEqual([
    { metric: 'my_c', value: 2.5, tags: { group: '', scenario: 'default' } },
    { metric: 'my_c', value: 1, tags: { group: '', kind: 'x', scenario: 'default' } },
  ]);
  expect(vu.realm.evaluate(tryIt('(() => { "use strict"; c.name = 5 })()'))).toContain('TypeError');
});

test('constructors work without new, and the same name is the same metric', () => {
  const vu = new FakeVU();
  runWith(vu, 'globalThis.a = Trend("tt", true); globalThis.b = new Trend("tt", true)', 'a.add(1); b.add(2)');
  expect(vu.samples.map(({ value }) => value)).toEqual([1, 2]);
  expect(vu.recorder.registry.get('tt')).toMatchObject({ type: 'trend', contains: 'time' });
});

test('samples carry the tags the VU has at that time', () => {
  const vu = new FakeVU();
  const setTag = (value: string) => {
    vu.tags = vu.tags.with('t', value);
  };
  vu.realm.evaluate('', { setTag });
  runWith(
    vu,
    'globalThis.c = new Gauge("gg")',
    'c.add(1); setTag("a"); c.add(1); setTag("b"); c.add(1); setTag("a"); c.add(1)',
  );
  expect(vu.samples.map(({ tags }) => tags.t)).toEqual([undefined, 'a', 'b', 'a']);
});

test.each([
  ['5', '5', 5],
  ["''", "''", 0],
  ["'0'", "'0'", 1],
  ['true', 'true', 1],
  ['false', 'false', 0],
  ['[3]', '[3]', 3],
  ['[0]', '[0]', 1],
  ['-Infinity', '-Infinity', -Infinity],
])('add(%s) records a number', (_title, value, recorded) => {
  const vu = new FakeVU();
  expect(runWith(vu, 'globalThis.m = new Trend("tt")', `m.add(${value})`)).toBe(true);
  expect(vu.samples.map((sample) => sample.value)).toEqual([recorded]);
});

test.each([
  ['null', "'null' is an invalid value for metric 'tt', a number or a boolean value is expected"],
  ['undefined', "'undefined' is an invalid value for metric 'tt', a number or a boolean value is expected"],
  ['NaN', "'NaN' is an invalid value for metric 'tt', a number or a boolean value is expected"],
  ["'text'", "'text' is an invalid value for metric 'tt', a number or a boolean value is expected"],
  ['{}', "'[object Object]' is an invalid value for metric 'tt', a number or a boolean value is expected"],
  ['', "no value was provided for metric 'tt', a number or a boolean value is expected"],
  [
    "'x'.repeat(60) + 'y'.repeat(60)",
    `'${'x'.repeat(50)}... omitting 20 characters ...${'y'.repeat(50)}' is an invalid value for metric 'tt', a number or a boolean value is expected`,
  ],
])('add(%s) warns and records nothing, or throws with the option throw', (value, message) => {
  const vu = new FakeVU();
  expect(runWith(vu, 'globalThis.m = new Trend("tt")', `m.add(${value})`)).toBe(false);
  expect(vu.logs).toEqual([{ level: 'warning', message }]);
  vu.throwOption = true;
  expect(vu.realm.evaluate(tryIt(`m.add(${value})`))).toBe(`GoError: ${message}`);
  expect(vu.samples).toEqual([]);
});

test('a value that cannot become a number at all throws an error of the script', () => {
  const vu = new FakeVU();
  expect(runWith(vu, 'globalThis.m = new Trend("tt")', tryIt('m.add(Symbol())'))).toContain('TypeError');
  expect(vu.realm.evaluate('try { m.add(Symbol()) } catch (e) { e instanceof TypeError }')).toBe(true);
});

test('a bad tag always throws and strings of tags are their characters', () => {
  const vu = new FakeVU();
  expect(runWith(vu, 'globalThis.m = new Trend("t_t")', tryIt('m.add(1, { a: null })'))).toBe(
    "GoError: cannot add tags for the 't_t' custom metric: invalid value for metric tag 'a': only String, Boolean and Number types are accepted as a metric tag values",
  );
  vu.realm.evaluate('m.add(1, "xy")');
  expect(vu.samples[0]?.tags).toEqual({ '0': 'x', '1': 'y', group: '', scenario: 'default' });
});

test('metrics are declared in init code and filled elsewhere', () => {
  const vu = new FakeVU();
  expect(vu.run(metricsModule, tryIt('new Counter("late")'))).toBe(
    'GoError: metrics must be declared in the init context',
  );
  vu.stage = 'init';
  expect(vu.run(metricsModule, tryIt('new Counter("early").add(1)'))).toBe(
    'GoError: Adding to metrics in the init context is not supported',
  );
});

test.each([
  ["new Counter('a b')", "GoError: Invalid metric name: 'a b'."],
  ['new Counter()', "GoError: Invalid metric name: ''."],
  [
    "new Trend('http_reqs')",
    "GoError: metric 'http_reqs' already exists but with type counter, instead of trend",
  ],
  ["new Counter('http_reqs')", '[object Object]'],
])("%s gives k6's answer", (call, answer) => {
  const vu = new FakeVU();
  vu.stage = 'init';
  expect(vu.run(metricsModule, tryIt(call))).toContain(answer);
});
