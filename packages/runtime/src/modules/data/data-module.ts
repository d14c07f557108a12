import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { constructible } from '../constructible.ts';
import type { SharedArrayStore } from './shared-array-store.ts';
import { NO_JSON, sharedArrayView } from './shared-array-view.ts';

/** The module `k6/data` of a thread. */
export function createDataModule(store: SharedArrayStore): BuiltinModule {
  return {
    specifier: 'k6/data',
    instantiate: (vu) => ({ named: { SharedArray: createConstructor(vu, store) } }),
  };
}

function createConstructor(vu: VUContext, store: SharedArrayStore): AnyFunction {
  const { realm } = vu;
  return constructible(realm, 'SharedArray', 2, (name: unknown, makeElements: unknown) => {
    if (vu.stage !== 'init') throw realm.goError('new SharedArray must be called in the init context');
    const text: string = realm.intrinsics.String(name);
    if (text === '') throw realm.goError("empty name provided to SharedArray's constructor");
    requireFunction(vu, makeElements);
    const data = store.getOrCreate(text, () =>
      elementTexts(vu, (makeElements as AnyFunction).call(undefined)),
    );
    return sharedArrayView(realm, data);
  });
}

function requireFunction({ realm }: VUContext, value: unknown): void {
  if (typeof value !== 'function') {
    throw realm.goError("a function is expected as the second argument of SharedArray's constructor");
  }
  if (realm.isAsyncFunction(value)) {
    throw realm.goError('SharedArray constructor does not support async functions as second argument');
  }
}

function elementTexts({ realm }: VUContext, result: unknown): string[] {
  if (result === undefined || result === null) {
    throw realm.typeError('Cannot convert undefined or null to object');
  }
  if (!Array.isArray(result)) throw realm.goError('only arrays can be made into SharedArray');
  const { stringify } = realm.intrinsics.JSON as typeof JSON;
  return Array.from(result, (element): string => stringify(element) ?? NO_JSON);
}
