import type { Suspendable } from '../../vu/operation.ts';
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

export function refuseInInit({ vu }: VUHttp): void {
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
