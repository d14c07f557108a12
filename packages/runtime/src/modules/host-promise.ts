import type { EventLoop } from '../sandbox/contract.ts';

/** How the outcome of host work becomes what the script sees; runs as a job of the VU. */
export interface Conversion<T> {
  readonly value: (value: T) => unknown;
  readonly error: (error: unknown) => unknown;
}

/** A promise of the script for work of the host; it keeps the VU's loop alive until the work is done. */
export function promiseOfWork<T>(
  loop: Pick<EventLoop, 'promise' | 'hold'>,
  work: Promise<T>,
  conversion: Conversion<T>,
): unknown {
  const { promise, resolve, reject } = loop.promise();
  const release = loop.hold();
  work.then(
    (value) => release(() => settle(() => conversion.value(value), resolve, reject)),
    (error: unknown) => release(() => reject(conversion.error(error))),
  );
  return promise;
}

function settle(convert: () => unknown, resolve: (value: unknown) => void, reject: (error: unknown) => void) {
  try {
    resolve(convert());
  } catch (error) {
    reject(error);
  }
}
