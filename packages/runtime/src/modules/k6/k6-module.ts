import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { createCheck } from './check.ts';
import { createGroup } from './group.ts';
import { seededRandom } from './seeded-random.ts';

/** The module `k6`. */
export const k6Module: BuiltinModule = {
  specifier: 'k6',
  instantiate: (vu) => ({
    named: {
      check: createCheck(vu),
      fail: createFail(vu),
      group: createGroup(vu),
      randomSeed: createRandomSeed(vu),
      sleep: createSleep(vu),
    },
  }),
};

// k6 counts the nanoseconds in 64 bits; longer sleeps wrap around and end at once.
const MAX_SLEEP_SECONDS = 2 ** 63 / 1e9;

function createSleep({ realm, loop }: VUContext): AnyFunction {
  return realm.suspendable('sleep', 1, function* (seconds: unknown) {
    const count: number = realm.intrinsics.Number(seconds);
    if (count > 0 && count < MAX_SLEEP_SECONDS) yield loop.sleep(count * 1000);
  });
}

function createFail({ realm }: VUContext): AnyFunction {
  return realm.native('fail', 1, (message?: unknown) => {
    throw realm.goError(message === undefined ? '' : realm.intrinsics.String(message));
  });
}

function createRandomSeed({ realm }: VUContext): AnyFunction {
  return realm.native('randomSeed', 1, (seed: unknown) => {
    realm.setRandom(seededRandom(realm.intrinsics.Number(seed)));
  });
}
