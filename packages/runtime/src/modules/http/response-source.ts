import type { TransportFailure, WireResponse } from '../../transport/transport.ts';
import type { PreparedRequest } from './prepared-request.ts';

/** What a script's response object is made from, at first use of each field. */
export interface ResponseSource {
  readonly request: PreparedRequest;
  readonly wire: WireResponse;
  /** URL of the last request. */
  readonly url: string;
  /** The decompressed body, when it came compressed. */
  readonly decoded: Uint8Array | undefined;
  readonly failure: TransportFailure | undefined;
}

/** A response to a request that could not be prepared. */
export interface BlankSource {
  readonly error: string;
  readonly errorCode: number;
}
