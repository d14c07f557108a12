import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { goErrorValue } from '../error-values.ts';
import { promiseOfWork } from '../host-promise.ts';
import { SecretFailure } from './fetch-secret.ts';
import type { SecretSource } from './secret-source.ts';
import { SecretStore } from './secret-store.ts';

/** The module `k6/secrets` of a thread. */
export function createSecretsModule(
  sources: readonly SecretSource[],
  onRead: (value: string) => void,
): BuiltinModule {
  const store = new SecretStore(sources, onRead);
  return {
    specifier: 'k6/secrets',
    instantiate(vu) {
      const { realm } = vu;
      const object = realm.createObject();
      object.get = getter(vu, store, undefined);
      object.source = realm.native('source', 1, (name: unknown) => {
        const source = realm.createObject();
        // Whether there is such a source is only found out by asking it.
        source.get = getter(vu, store, realm.intrinsics.String(name));
        return source;
      });
      return { default: object, named: {} };
    },
  };
}

function getter({ realm, loop }: VUContext, store: SecretStore, source: string | undefined) {
  return realm.native('get', 1, (key: unknown) =>
    promiseOfWork(loop, store.get(realm.intrinsics.String(key), source), {
      value: (value) => value,
      error: (error) => {
        if (!(error instanceof SecretFailure)) throw error;
        return goErrorValue(realm, error.message);
      },
    }),
  );
}
