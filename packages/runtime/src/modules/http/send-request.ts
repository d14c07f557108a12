import type { Settle, Suspendable } from '../../vu/operation.ts';
import { PreparationError } from './preparation-error.ts';
import { prepareRequest, type RequestCall } from './prepare-request.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { RequestOperation } from './request-operation.ts';
import { createResponse } from './response.ts';
import type { VUHttp } from './vu-http.ts';

/** Hot path: one blocking request of a script. @throws GoError */
export function* sendRequest(http: VUHttp, call: RequestCall): Suspendable<unknown> {
  refuseInInit(http);
  let request: PreparedRequest;
  try {
    request = prepareRequest(http, call);
  } catch (error) {
    return answerPreparationError(http, error);
  }
  return yield new RequestOperation(request);
}

/** `http.asyncRequest()`: prepared at once, sent beside the script, settled by its event loop. */
export function asyncRequest(http: VUHttp, call: RequestCall): unknown {
  refuseInInit(http);
  const { promise, resolve, reject } = http.vu.loop.promise();
  let request: PreparedRequest | undefined;
  try {
    request = prepareRequest(http, call);
  } catch (error) {
    settle({ resolve, reject: (reason) => reject(rawError(http, reason)) }, () =>
      answerPreparationError(http, error),
    );
  }
  if (request === undefined) return promise;
  http.vu.loop.spawn(exchange(request), (completion) => {
    if (completion.kind === 'returned') resolve(completion.value);
    if (completion.kind === 'threw') reject(rawError(http, completion.error));
  });
  return promise;
}

function settle(to: Settle<unknown>, answer: () => unknown): void {
  let value: unknown;
  try {
    value = answer();
  } catch (error) {
    to.reject(error);
    return;
  }
  to.resolve(value);
}

function* exchange(request: PreparedRequest): Suspendable<unknown> {
  return yield new RequestOperation(request);
}

function refuseInInit({ vu }: VUHttp): void {
  if (vu.stage === 'init') {
    throw vu.realm.goError('Making http requests in the init context is not supported');
  }
}

/** A request that cannot be made: a response that says so, or with the option `throw` an exception. */
function answerPreparationError(http: VUHttp, error: unknown): object {
  if (!(error instanceof PreparationError)) throw error;
  if (http.throwsByDefault) throw http.vu.realm.goError(error.message);
  http.warn('Request Failed', { error: error.message });
  return createResponse(http, { error: error.message, errorCode: error.code });
}

/** k6 rejects with its own error value, which is no `Error`; all it can do is turn into its text. */
function rawError({ vu: { realm } }: VUHttp, error: unknown): unknown {
  if (typeof error !== 'object' || error === null || Reflect.get(error, 'name') !== 'GoError') return error;
  const text = String(Reflect.get(error, 'message'));
  const raw = realm.createObject();
  Object.defineProperty(raw, 'toString', { value: realm.native('toString', 0, () => text) });
  return raw;
}
