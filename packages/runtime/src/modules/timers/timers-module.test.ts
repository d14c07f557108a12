import { describe, expect, test } from 'vitest';
import type { VUContext } from '../../vu/vu-context.ts';
import { createScriptRealm } from '../suspending-realm.fixture.ts';
import { timerFunctions, timersModule } from './timers-module.ts';

function createVU() {
  const calls: unknown[][] = [];
  const realm = createScriptRealm();
  const loop = {
    setTimer: (_callback: unknown, delayMs: number, args: readonly unknown[], repeat: boolean) =>
      calls.push(['set', delayMs, [...args], repeat]),
    clearTimer: (id: number) => {
      calls.push(['clear', id]);
    },
  };
  const vu = { realm, loop } as unknown as VUContext;
  return { vu, calls, run: (code: string) => realm.evaluate(code, { ...timerFunctions(vu) }) };
}

describe('timers', () => {
  test('start with their delay and arguments and return the id', () => {
    const { run, calls } = createVU();
    expect(run('setTimeout(() => {}, 60, "x", 2)')).toBe(1);
    expect(run('setInterval(() => {}, "15")')).toBe(2);
    expect(calls).toEqual([
      ['set', 60, ['x', 2], false],
      ['set', 15, [], true],
    ]);
  });

  test.each(['', ', -5', ', NaN', ', "soon"', ', undefined'])(
    'the delay in setTimeout(fn%s) is 0',
    (delay) => {
      const { run, calls } = createVU();
      run(`setTimeout(() => {}${delay})`);
      expect(calls).toEqual([['set', 0, [], false]]);
    },
  );

  test('are cleared by either function; a missing id is passed over', () => {
    const { run, calls } = createVU();
    run('clearTimeout(1); clearInterval(2); clearTimeout()');
    expect(calls).toEqual([
      ['clear', 1],
      ['clear', 2],
      ['clear', Number.NaN],
    ]);
  });

  test.each([
    ['setTimeout()', 'GoError', "setTimeout's callback isn't a callable function"],
    ['setInterval(undefined, 1)', 'GoError', "setInterval's callback isn't a callable function"],
    [
      'setTimeout("code", 1)',
      'TypeError',
      'could not convert function call parameter 0: could not convert code to sobek.Callable',
    ],
    [
      'setTimeout(5)',
      'TypeError',
      'could not convert function call parameter 0: could not convert 5 to sobek.Callable',
    ],
  ])('%s fails', (code, name, message) => {
    const { run } = createVU();
    const caught = run(`(() => { try { ${code}; } catch (e) { return e.name + '|' + e.message; } })()`);
    expect(caught).toBe(`${name}|${message}`);
  });

  test('of the module are the global ones', () => {
    const { vu } = createVU();
    expect(timersModule.instantiate(vu).named).toEqual({ ...timerFunctions(vu) });
    expect(timersModule.instantiate(vu).named?.setTimeout).toBe(timerFunctions(vu).setTimeout);
  });
});
