import type { Realm } from '../../sandbox/contract.ts';
import type { RequestCall } from './prepare-request.ts';
import { refuseInInit, sendRequest } from './send-request.ts';
import type { VUHttp } from './vu-http.ts';

/** `http.asyncRequest()`: prepared at once, sent beside the script, settled by its event loop. */
export function asyncRequest(http: VUHttp, call: RequestCall): unknown {
  refuseInInit(http);
  const { loop, realm } = http.vu;
  const { promise, resolve, reject } = loop.promise();
  loop.spawn(sendRequest(http, call), (completion) => {
    if (completion.kind === 'returned') resolve(completion.value);
    if (completion.kind === 'threw') reject(rawError(realm, completion.error));
  });
  return promise;
}

/** k6 rejects with its own error value, which is no `Error`; all it can do is turn into its text. */
function rawError(realm: Realm, error: unknown): unknown {
  if (typeof error !== 'object' || error === null || Reflect.get(error, 'name') !== 'GoError') return error;
  const text = String(Reflect.get(error, 'message'));
  const raw = realm.createObject();
  Object.defineProperty(raw, 'toString', { value: realm.native('toString', 0, () => text) });
  return raw;
}
