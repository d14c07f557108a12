import type { TransportFailure, WireResponse } from '../../transport/transport.ts';
import { ocspInfoOf } from './ocsp.ts';
import type { PreparedRequest } from './prepared-request.ts';
import type { Outcome } from './request-series.ts';

export interface OutcomeDetails {
  /** The transport's, or one found while the response was read. */
  readonly failure: TransportFailure | undefined;
  /** This response is the challenge of digest authentication, which is expected. */
  readonly expectsChallenge?: boolean;
}

/** Hot path: what the samples of a response are tagged with. */
export function outcomeOf(
  request: PreparedRequest,
  response: WireResponse,
  details: OutcomeDetails,
): Outcome {
  const { failure, expectsChallenge } = details;
  const { expected, http } = request;
  const { systemTags } = http.vu.test;
  const status = failure === undefined ? response.status : 0;
  return {
    status,
    proto: failure === undefined ? response.proto : '',
    tlsVersion: response.tls === undefined ? '' : response.tls.version,
    ip: systemTags.has('ip') ? response.remoteIp : '',
    ocspStatus: systemTags.has('ocsp_status') ? ocspInfoOf(response.tls).status : '',
    expected: expected === null ? undefined : expectsChallenge === true || expected.includes(status),
    errorCode: failure === undefined ? errorCodeOf(status) : failure.code,
    error: failure === undefined ? '' : failure.short,
  };
}

/** The error code of a status: 1000 and the status from 400 on. */
export function errorCodeOf(status: number): number {
  return status >= 400 ? 1000 + status : 0;
}
