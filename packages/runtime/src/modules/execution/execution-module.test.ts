import { expect, test } from 'vitest';
import type { Stage } from '../../vu/vu-context.ts';
import { FakeVU } from '../suspending-realm.fixture.ts';
import { executionModule } from './execution-module.ts';
import { initAbortOf } from './test-object.ts';

const tryIt = (code: string) =>
  `(() => { const exec = module; try { return JSON.stringify(${code}) ?? 'undefined' } catch (e) { return e.name + ': ' + e.message } })()`;

function vuInScenario(): FakeVU {
  const vu = new FakeVU();
  vu.scenario = {
    name: 'main',
    executor: 'shared-iterations',
    startTimeMs: 1_700_000_000_123.7,
    progress: () => 0.5,
    iterationInInstance: 5,
    iterationInTest: 6,
    iterationInScenario: 7,
  };
  return vu;
}

test('an iteration sees its VU, its scenario, its process and the run', () => {
  const vu = vuInScenario();
  const seen = (code: string) => JSON.parse(String(vu.run(executionModule, tryIt(code))));
  expect(seen('exec.vu')).toEqual({
    idInInstance: 2,
    idInTest: 3,
    iterationInInstance: 4,
    iterationInScenario: 7,
    tags: { group: '', scenario: 'default' },
    metrics: { tags: { group: '', scenario: 'default' }, metadata: {} },
  });
  expect(seen('exec.scenario')).toEqual({
    name: 'main',
    executor: 'shared-iterations',
    startTime: 1_700_000_000_123,
    progress: 0.5,
    iterationInInstance: 5,
    iterationInTest: 6,
  });
  expect(seen('exec.instance')).toEqual({
    currentTestRunDuration: 1500.5,
    iterationsCompleted: 7,
    iterationsInterrupted: 1,
    vusActive: 2,
    vusInitialized: 3,
  });
  expect(seen('[exec, exec.test].map((o) => Object.keys(o).sort())')).toEqual([
    ['instance', 'scenario', 'test', 'vu'],
    ['abort', 'fail', 'options'],
  ]);
});

const A = 'GoError: getting instance information in the init context is not supported';
const B = 'GoError: getting scenario information outside of the VU context is not supported';
const C = 'GoError: getting VU information in the init context is not supported';
const D = 'GoError: getting test options in the init context is not supported';
const E = 'GoError: execution.test.fail() called outside of VU context';

test.each<{ stage: Stage; code: string; answer: string }>([
  { stage: 'init', code: 'exec.instance', answer: A },
  { stage: 'init', code: 'exec.scenario', answer: B },
  { stage: 'init', code: 'exec.vu', answer: C },
  { stage: 'init', code: 'typeof exec.test', answer: '"object"' },
  { stage: 'init', code: 'exec.test.options', answer: D },
  { stage: 'init', code: 'exec.test.fail()', answer: E },
  { stage: 'setup', code: 'exec.instance.vusActive', answer: '2' },
  { stage: 'setup', code: 'typeof exec.scenario', answer: '"object"' },
  { stage: 'setup', code: 'exec.scenario.name', answer: B },
  { stage: 'teardown', code: 'exec.instance', answer: A },
  { stage: 'teardown', code: 'exec.scenario.name', answer: B },
  { stage: 'teardown', code: 'exec.vu.idInTest', answer: '3' },
  { stage: 'summary', code: 'exec.instance', answer: A },
  { stage: 'summary', code: 'exec.test.options.scenarios', answer: '{"main":{"vus":1}}' },
])('in $stage $code gives $answer', ({ stage, code, answer }) => {
  const vu = new FakeVU();
  vu.stage = stage;
  expect(vu.run(executionModule, tryIt(code))).toBe(answer);
});

test('before the first iteration the numbers of iterations are 0', () => {
  const vu = new FakeVU();
  vu.iterationInInstance = -1;
  expect(vu.run(executionModule, tryIt('[exec.vu.iterationInInstance, exec.vu.iterationInScenario]'))).toBe(
    '[0,0]',
  );
});

test('tags and metadata of the VU are read, set, listed and deleted through live objects', () => {
  const vu = new FakeVU();
  const answer = vu.run(
    executionModule,
    `const { tags, metadata } = module.vu.metrics;
     tags.num = 3.5; tags['on'] = true; module.vu.tags.s = 'text'; metadata.trace = 'id'; metadata.gone = 1;
     delete tags.s; delete metadata.gone; delete tags.never;
     JSON.stringify([Object.keys(tags), tags.num, typeof tags.on, 'num' in tags, 's' in tags, tags.none, metadata, tags.hasOwnProperty('on'), { ...tags }])`,
  );
  expect(JSON.parse(String(answer))).toEqual([
    ['group', 'num', 'on', 'scenario'],
    '3.5',
    'string',
    true,
    false,
    null,
    { trace: 'id' },
    true,
    { group: '', num: '3.5', on: 'true', scenario: 'default' },
  ]);
  expect(vu.tags.tags).toEqual({ group: '', num: '3.5', on: 'true', scenario: 'default' });
  expect(vu.metadata).toEqual({ trace: 'id' });
});

test.each(['{ a: 1 }', '[1]', 'null', 'undefined', '() => 1'])(
  '%s is refused as a tag and as metadata',
  (value) => {
    const vu = new FakeVU();
    expect(vu.run(executionModule, tryIt(`exec.vu.tags.bad = ${value}`))).toBe(
      "TypeError: invalid value for metric tag 'bad': only String, Boolean and Number types are accepted as a metric tag values",
    );
    expect(vu.run(executionModule, tryIt(`exec.vu.metrics.metadata.bad = ${value}`))).toBe(
      "TypeError: invalid value for metric metadata 'bad': only String, Boolean and Number types are accepted as a metric metadata value",
    );
  },
);

test('names every object inherits are not tags until they are set', () => {
  const vu = new FakeVU();
  expect(vu.run(executionModule, 'typeof module.vu.tags.toString')).toBe('function');
  expect(vu.run(executionModule, 'module.vu.tags.toString = "x"; module.vu.tags.toString')).toBe('x');
});

test('replacing the tags object changes nothing, and other properties cannot be assigned', () => {
  const vu = new FakeVU();
  expect(vu.run(executionModule, tryIt('(exec.vu.tags = { a: 1 }, exec.vu.tags)'))).toBe(
    '{"group":"","scenario":"default"}',
  );
  expect(vu.run(executionModule, tryIt('exec.vu.idInTest = 5'))).toContain('TypeError');
  expect(vu.run(executionModule, tryIt('exec.vu = 5'))).toContain('TypeError');
});

test('the options are a frozen copy', () => {
  const vu = new FakeVU();
  expect(vu.run(executionModule, tryIt('exec.test.options.foo = 1'))).toBe(
    'TypeError: Cannot add property foo, object is not extensible',
  );
  expect(vu.run(executionModule, tryIt('exec.test.options.scenarios.main.vus = 2'))).toContain('TypeError');
  expect(vu.run(executionModule, 'module.test.options === module.test.options')).toBe(true);
});

test('fail logs at once and marks the run', () => {
  const vu = new FakeVU();
  vu.run(executionModule, 'module.test.fail("why"); module.test.fail()');
  expect(vu.fails).toEqual(['test marked as failed: why', 'test marked as failed']);
  expect(vu.logs.map(({ message }) => message)).toEqual(vu.fails);
});

function vuIn(stage: Stage): FakeVU {
  const vu = new FakeVU();
  vu.stage = stage;
  Object.assign(vu.realm, { currentPosition: () => 'default (file:///script.js:1:2)' });
  return vu;
}

test.each<{ stage: Stage; text: string }>([
  { stage: 'iteration', text: 'test aborted: bye at default (file:///script.js:1:2)' },
  { stage: 'setup', text: 'test aborted: bye' },
  { stage: 'teardown', text: 'test aborted: bye' },
])('abort in $stage stops the run, saying "$text"', ({ stage, text }) => {
  const vu = vuIn(stage);
  vu.run(executionModule, 'globalThis.abort = module.test.abort');
  const step = vu.realm.call(vu.realm.evaluate('abort'), undefined, ['bye']).next();
  const settled: unknown[] = [];
  if (step.done !== true)
    step.value.start({ resolve: (result) => settled.push(result), reject: (error) => settled.push(error) });
  expect(vu.aborts).toEqual([text]);
  expect(step.done).toBe(false);
  expect(settled).toEqual([]);
});

test('abort in handleSummary ends that function only, since the run is over', () => {
  const vu = vuIn('summary');
  vu.run(executionModule, 'globalThis.abort = module.test.abort');
  const step = vu.realm.call(vu.realm.evaluate('abort'), undefined, ['bye']).next();
  expect(step.done).toBe(false);
  expect(vu.aborts).toEqual([]);
  expect(vu.logs.map(({ message }) => message)).toEqual([
    'test aborted: bye at default (file:///script.js:1:2)',
  ]);
});

test('abort where the script cannot be suspended throws', () => {
  const vu = new FakeVU();
  expect(vu.run(executionModule, tryIt('exec.test.abort("bye")'))).toBe('Error: the script was aborted');
  expect(vu.aborts).toHaveLength(1);
});

test('abort in init code ends it with the exit code of an aborted test', () => {
  const vu = vuIn('init');
  expect(() => vu.run(executionModule, 'module.test.abort("bye")')).toThrow('the script was aborted');
  expect(initAbortOf(vu.context)).toMatchObject({
    exitCode: 108,
    message: 'test aborted: bye at default (file:///script.js:1:2)',
  });
  expect(vu.aborts).toEqual([]);
});
