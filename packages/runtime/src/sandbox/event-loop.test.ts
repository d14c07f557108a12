import { expect, test } from 'vitest';
import { TestVU } from '../program/program.fixture.ts';
import type { Operation, Settle } from '../vu/operation.ts';
import type { Completion } from './contract.ts';

function vuOf(body: string): TestVU {
  const vu = new TestVU({ '/main.js': `import { sleep } from 'k6'; export default ${body}` });
  vu.init();
  return vu;
}

/** Starts the default function and leaves it where it waits. */
function start(vu: TestVU): { completions: Completion[] } {
  const completions: Completion[] = [];
  const fn = (vu.instance.exported as { default: () => void }).default;
  const completion = vu.loop.run(fn, undefined, [], (later) => completions.push(later));
  if (completion !== undefined) completions.push(completion);
  return { completions };
}

test('a function that waits for nothing completes at once', () => {
  const { completions } = start(vuOf('() => 5'));
  expect(completions).toEqual([{ kind: 'returned', value: 5 }]);
});

test('the completion of an async function is that of its promise', () => {
  expect(vuOf('async () => { await null; return 6; }').call()).toEqual({ kind: 'returned', value: 6 });
  const failed = vuOf(`async () => { await null; throw 'why'; }`).call();
  expect(failed).toEqual({ kind: 'unhandled-rejection', error: 'why' });
});

test('promise jobs and timers wait while the stack is suspended', () => {
  const vu = vuOf(`() => {
    setTimeout(() => console.log('timer'), 1);
    Promise.resolve().then(() => console.log('job'));
    sleep(1);
    console.log('slept');
  }`);
  vu.call();
  expect(vu.console).toEqual(['slept', 'job', 'timer']);
});

test('an interruption drops the stack without running catch or finally', () => {
  const vu = vuOf(
    `() => { try { console.log('in'); sleep(1); } catch { console.log('catch'); } finally { console.log('finally'); } }`,
  );
  const { completions } = start(vu);
  vu.loop.interrupt();
  expect(completions).toEqual([{ kind: 'interrupted' }]);
  while (vu.clock.step());
  expect(vu.console).toEqual(['in']);
  expect(vu.loop.running).toBe(false);
});

test('after an interruption the VU runs again, and nothing of the earlier run appears', () => {
  const vu = vuOf(`() => {
    setTimeout(() => console.log('old timer'), 50);
    Promise.resolve().then(() => console.log('job'));
    sleep(globalThis.nap ?? 1);
    console.log('end');
  }`);
  start(vu);
  vu.loop.interrupt();
  vu.global.nap = 0.01;
  vu.complete((done) =>
    vu.loop.run((vu.instance.exported as { default: () => void }).default, undefined, [], done),
  );
  expect(vu.console).toEqual(['end', 'job', 'old timer']);
});

test('timers that were pending at an interruption can be told', () => {
  const vu = vuOf(
    `() => { setTimeout(() => {}, 10); clearTimeout(setTimeout(() => {}, 10)); setInterval(() => {}, 5); sleep(1); }`,
  );
  start(vu);
  vu.loop.interrupt();
  expect(vu.loop.pendingTimers()).toEqual([
    { id: 3, repeat: true },
    { id: 1, repeat: false },
  ]);
});

test('an exception in a timer ends the run and leaves the other timers', () => {
  const vu = vuOf(
    `() => { setTimeout(() => { throw new Error('in timer'); }, 1); setTimeout(() => console.log('never'), 9); }`,
  );
  const completion = vu.call();
  expect('error' in completion && String(completion.error)).toBe('Error: in timer');
  expect(vu.loop.pendingTimers()).toEqual([{ id: 2, repeat: false }]);
  while (vu.clock.step());
  expect(vu.console).toEqual([]);
});

test('a rejection nobody handles by the end of the turn ends the run', () => {
  const handled = vuOf(
    `() => { const p = Promise.reject(1); Promise.resolve().then(() => p.catch(() => console.log('late enough'))); }`,
  );
  expect(handled.call()).toEqual({ kind: 'returned', value: undefined });
  const unhandled = vuOf(`() => { Promise.reject(1); setTimeout(() => console.log('never'), 1); }`);
  expect(unhandled.call()).toEqual({ kind: 'unhandled-rejection', error: 1 });
  expect(unhandled.console).toEqual([]);
});

test('timers run in the order in which they are due, with promise jobs between them', () => {
  const vu = vuOf(`() => {
    const later = (label, ms) => setTimeout((a) => { console.log(label + a); Promise.resolve().then(() => console.log('job ' + label)); }, ms, '!');
    later('20', 20); later('10a', 10); later('10b', 10); later('0'); later('-5', -5);
    let n = 0; const id = setInterval(() => { console.log('tick'); if (++n === 2) clearInterval(id); }, 15);
  }`);
  vu.call();
  expect(vu.console).toEqual([
    '0!',
    'job 0',
    '-5!',
    'job -5',
    '10a!',
    'job 10a',
    '10b!',
    'job 10b',
    'tick',
    '20!',
    'job 20',
    'tick',
  ]);
});

test('held work keeps the run alive, and its job may wait', () => {
  const vu = vuOf(`() => { probe(() => { sleep(1); console.log('job slept'); }); console.log('main'); }`);
  vu.global.probe = vu.realm.native('probe', 1, (callback: unknown) => {
    const release = vu.loop.hold();
    vu.clock.at(5, () => release(() => vu.realm.call(callback, undefined, [])));
  });
  expect(vu.call().kind).toBe('returned');
  expect(vu.console).toEqual(['main', 'job slept']);
});

test('a spawned body runs beside the suspended stack, its callback as a job', () => {
  const vu = vuOf(`async () => { const p = probe(); sleep(1); console.log('slept'); console.log(await p); }`);
  const log: string[] = [];
  vu.global.probe = vu.realm.native('probe', 0, () => {
    const { promise, resolve } = vu.loop.promise();
    const body = (function* () {
      yield vu.loop.sleep(10);
      log.push(`woke at ${vu.clock.now()}`);
      return 'spawned';
    })();
    vu.loop.spawn(body, (completion) =>
      resolve(completion.kind === 'returned' ? completion.value : 'failed'),
    );
    return promise;
  });
  vu.call();
  expect(log).toEqual(['woke at 10']);
  expect(vu.console).toEqual(['slept', 'spawned']);
});

test('operations may settle at once, fail, and throw on start', () => {
  const vu = vuOf(
    `() => { for (const how of ['value', 'reject', 'throw']) { try { console.log(probe(how)); } catch (e) { console.log('caught', e); } } }`,
  );
  const operation = (how: string): Operation => ({
    start(settle: Settle<unknown>) {
      if (how === 'value') settle.resolve('settled');
      else if (how === 'reject') settle.reject('rejected');
      else throw 'thrown';
    },
    cancel: () => {},
    runSync: () => 'sync',
  });
  vu.global.probe = vu.realm.suspendable('probe', 1, function* (how: string) {
    return yield operation(how);
  });
  vu.call();
  expect(vu.console).toEqual(['settled', 'caught rejected', 'caught thrown']);
});

test.each([
  [
    'suspendable code',
    `() => { try { stop(); } catch { console.log('caught'); } finally { console.log('finally'); } console.log('after'); }`,
    [],
  ],
  [
    'plain code',
    `() => { const o = { get v() { stop(); console.log('after in getter'); } }; o.v; console.log('after'); }`,
    [],
  ],
])('abort ends the run from inside %s', (_, body, printed) => {
  const vu = vuOf(body);
  vu.global.stop = vu.realm.suspendable('stop', 0, function* () {
    return yield vu.loop.abort();
  });
  expect(start(vu).completions).toEqual([{ kind: 'interrupted' }]);
  expect(vu.console).toEqual(printed);
  expect(vu.loop.running).toBe(false);
});

test('code that swallows an abort gets no further than its next operation', () => {
  const vu = vuOf(
    `() => { try { ({ toString() { stop(); } }) + ''; } catch {} probe(); console.log('after'); }`,
  );
  let started = 0;
  vu.global.stop = vu.realm.suspendable('stop', 0, function* () {
    return yield vu.loop.abort();
  });
  vu.global.probe = vu.realm.suspendable('probe', 0, function* () {
    const operation: Operation = { start: () => started++, cancel: () => {}, runSync: () => 0 };
    return yield operation;
  });
  expect(start(vu).completions).toEqual([{ kind: 'interrupted' }]);
  expect(started).toBe(0);
  expect(vu.console).toEqual([]);
});

test('an interruption cancels the operation the stack waits for', () => {
  const vu = vuOf('() => { probe(); }');
  const calls: string[] = [];
  vu.global.probe = vu.realm.suspendable('probe', 0, function* () {
    const operation: Operation = {
      start: () => calls.push('start'),
      cancel: () => calls.push('cancel'),
      runSync: () => 0,
    };
    return yield operation;
  });
  start(vu);
  vu.loop.interrupt();
  expect(calls).toEqual(['start', 'cancel']);
});

test('promises of the host settle as jobs, even when the loop is idle', () => {
  const vu = vuOf(`async () => { console.log(await probe()); }`);
  vu.global.probe = vu.realm.native('probe', 0, () => {
    const { promise, resolve } = vu.loop.promise();
    const release = vu.loop.hold();
    vu.clock.at(3, () => {
      resolve('from outside');
      release(() => undefined);
    });
    return promise;
  });
  expect(vu.call().kind).toBe('returned');
  expect(vu.console).toEqual(['from outside']);
});

test('native promises are adopted', () => {
  const vu = vuOf('() => {}');
  const { promise, core } = vu.realm.promises.create(vu.loop);
  core.resolve(Promise.resolve(1));
  expect(core.state).toBe('pending');
  expect(vu.realm.promises.coreOf(promise)).toBe(core);
});

test('one function runs at a time', () => {
  const vu = vuOf('() => { sleep(1); }');
  start(vu);
  expect(() => start(vu)).toThrow('one function at a time');
});
