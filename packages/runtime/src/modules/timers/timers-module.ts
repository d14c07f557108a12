import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';

export interface TimerFunctions {
  readonly setTimeout: AnyFunction;
  readonly setInterval: AnyFunction;
  readonly clearTimeout: AnyFunction;
  readonly clearInterval: AnyFunction;
}

/** `k6/timers`: the same functions as the globals. */
export const timersModule: BuiltinModule = {
  specifier: 'k6/timers',
  instantiate: (vu) => ({ named: { ...timerFunctions(vu) } }),
};

export type TimerOwner = Pick<VUContext, 'realm' | 'loop'>;

const functionsByRealm = new WeakMap<Realm, TimerFunctions>();

/** The timer functions of a realm; `current` is whichever VU runs when they are called. */
export function timerFunctions(current: TimerOwner): TimerFunctions {
  let functions = functionsByRealm.get(current.realm);
  if (functions === undefined) {
    functions = createTimerFunctions(current);
    functionsByRealm.set(current.realm, functions);
  }
  return functions;
}

/** `loop` is read at each call, so VUs may share the functions. */
function createTimerFunctions(vu: TimerOwner): TimerFunctions {
  const { realm } = vu;
  const starter = (name: string, repeat: boolean): AnyFunction =>
    realm.native(name, 2, (callback: unknown, delay: unknown, ...args: unknown[]) =>
      vu.loop.setTimer(
        requireCallback(callback, name, realm),
        delayMs(realm.intrinsics.Number(delay)),
        args,
        repeat,
      ),
    );
  const clearer = (name: string): AnyFunction =>
    realm.native(name, 1, (id: unknown) => vu.loop.clearTimer(realm.intrinsics.Number(id)));
  return {
    setTimeout: starter('setTimeout', false),
    setInterval: starter('setInterval', true),
    clearTimeout: clearer('clearTimeout'),
    clearInterval: clearer('clearInterval'),
  };
}

function requireCallback(callback: unknown, timerName: string, realm: Realm): AnyFunction {
  if (typeof callback === 'function') return callback as AnyFunction;
  if (callback === undefined || callback === null) {
    throw realm.goError(`${timerName}'s callback isn't a callable function`);
  }
  throw realm.typeError(
    `could not convert function call parameter 0: could not convert ${realm.intrinsics.String(callback)} to sobek.Callable`,
  );
}

/** Negative, missing and unreadable delays count as none. */
function delayMs(ms: number): number {
  return Number.isNaN(ms) ? 0 : Math.max(ms, 0);
}
