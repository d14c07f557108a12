import type { Suspendable } from '../../vu/operation.ts';
import { BatchOperation } from './batch-operation.ts';
import { type BatchEntry, readBatch } from './batch-requests.ts';
import { PreparationError } from './preparation-error.ts';
import { prepareRequest } from './prepare-request.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { createResponse } from './response.ts';
import type { VUHttp } from './vu-http.ts';

/** `http.batch()`: prepares all requests, sends them side by side, and returns their responses in the given shape. */
export function* batch(http: VUHttp, requests: unknown): Suspendable<unknown> {
  const { vu } = http;
  if (vu.stage === 'init') throw vu.realm.goError('Using batch in the init context is not supported');
  const entries = readEntries(http, requests);
  const prepared: PreparedRequest[] = [];
  for (const entry of entries) {
    try {
      prepared.push(prepareRequest(http, entry.read()));
    } catch (error) {
      return answerPreparationError(http, error, { requests, entries, failed: prepared.length });
    }
  }
  const responses = (yield new BatchOperation(http, prepared)) as readonly unknown[];
  return shape(http, requests, { entries, values: responses });
}

function readEntries(http: VUHttp, requests: unknown): readonly BatchEntry[] {
  try {
    return readBatch(requests);
  } catch (error) {
    throw error instanceof PreparationError ? http.vu.realm.goError(error.message) : error;
  }
}

interface FailedBatch {
  readonly requests: unknown;
  readonly entries: readonly BatchEntry[];
  readonly failed: number;
}

/** Nothing is sent: blank responses before the failed entry, nulls after it. */
function answerPreparationError(
  http: VUHttp,
  error: unknown,
  { requests, entries, failed }: FailedBatch,
): unknown {
  if (!(error instanceof PreparationError)) throw error;
  if (http.throwsByDefault) throw http.vu.realm.goError(error.message);
  http.warn('A batch request failed', { error: error.message });
  const values = entries.map((_, index) => {
    if (index > failed) return null;
    const blank =
      index < failed ? { error: '', errorCode: 0 } : { error: error.message, errorCode: error.code };
    return createResponse(http, blank);
  });
  return shape(http, requests, { entries, values });
}

function shape(
  http: VUHttp,
  requests: unknown,
  result: { readonly entries: readonly BatchEntry[]; readonly values: readonly unknown[] },
): unknown {
  const { realm } = http.vu;
  if (Array.isArray(requests)) return realm.createArray(result.values);
  const object = realm.createObject();
  for (const [index, entry] of result.entries.entries()) object[entry.key] = result.values[index];
  return object;
}
