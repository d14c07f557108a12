import { TRANSPORT_ERROR } from '../error-codes.ts';
import { sameText } from '../failure.ts';
import type { TransportFailure } from '../transport.ts';

/** What Go's client says when it does not even get to the proxy. */
export function proxyConnectFailure(failure: TransportFailure): TransportFailure {
  return sameText(TRANSPORT_ERROR.TCP, `proxyconnect tcp: ${failure.full}`);
}
