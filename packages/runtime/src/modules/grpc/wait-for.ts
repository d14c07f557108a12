import type { Operation } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { ConnectFailure } from './wire/connection.ts';

/** Lets the VU wait for work of the host. */
export function waitFor<T>(
  { realm }: Pick<VUContext, 'realm'>,
  work: { readonly done: Promise<T>; cancel(): void },
): Operation<T> {
  let isCancelled = false;
  return {
    start(settle) {
      work.done.then(
        (value) => {
          if (!isCancelled) settle.resolve(value);
        },
        (error: unknown) => {
          if (isCancelled) return;
          settle.reject(error instanceof ConnectFailure ? realm.goError(error.message) : error);
        },
      );
    },
    cancel() {
      isCancelled = true;
      work.cancel();
    },
    runSync() {
      work.cancel();
      work.done.catch(() => {});
      throw realm.goError(
        'gRPC calls cannot wait here: they were made where a script cannot be suspended, such as a constructor, ' +
          'a getter or a callback of a built-in function',
      );
    },
  };
}
