import type { ScriptPromises } from './script-promises.ts';

/** How the classes refuse: with an exception, or with a promise where promises are what they give. */
export function receivers(promises: ScriptPromises) {
  const { realm } = promises;
  return {
    wrongReceiver: (message: string): unknown => promises.rejected(realm.typeError(message)),
    throwing: (message: string): never => {
      throw realm.typeError(message);
    },
  };
}
