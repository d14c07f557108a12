import { goQuote } from '@squall/core';
import { TRANSPORT_ERROR } from '../error-codes.ts';
import { sameText } from '../failure.ts';
import type { TransportFailure } from '../transport.ts';
import { HTTP2_ERROR_NAMES } from './error-names.ts';
import type { Goaway } from './incoming-frames.ts';

/** A stream that ended too early: reset by the server, or by us because of what the server sent on it. */
export function streamFailure(
  streamId: number,
  errorCode: number,
  cause: string | undefined,
): TransportFailure {
  const { code, name } = classify(TRANSPORT_ERROR.HTTP2_STREAM, errorCode);
  return {
    code,
    short: `http2: stream error with http2 ErrCode ${name}`,
    full: `stream error: stream ID ${streamId}; ${name}${cause === undefined ? '' : `; ${cause}`}`,
  };
}

export const RESET_BY_PEER = 'received from peer';

export function goawayFailure({ errorCode, lastStreamId, debugData }: Goaway): TransportFailure {
  const { code, name } = classify(TRANSPORT_ERROR.HTTP2_GOAWAY, errorCode);
  return {
    code,
    short: `http2: received GoAway with http2 ErrCode ${name}`,
    full:
      'http2: server sent GOAWAY and closed the connection; ' +
      `LastStreamID=${lastStreamId}, ErrCode=${name}, debug=${goQuote(debugData)}`,
  };
}

/** The server did not even take the first request: another connection would go the same way. */
export function refusedByGoaway({ errorCode }: Goaway): TransportFailure {
  const { name } = classify(TRANSPORT_ERROR.HTTP2_GOAWAY, errorCode);
  return sameText(TRANSPORT_ERROR.OTHER, `http2: Transport received GOAWAY from server ErrCode:${name}`);
}

/** The server broke the protocol of the connection as a whole. */
export function connectionBreach(errorCode: number): TransportFailure {
  const { code, name } = classify(TRANSPORT_ERROR.HTTP2_CONNECTION, errorCode);
  return {
    code,
    short: `http2: connection error with http2 ErrCode ${name}`,
    full: `connection error: ${name}`,
  };
}

export const HEADERS_TOO_LARGE: TransportFailure = sameText(
  TRANSPORT_ERROR.OTHER,
  "http2: request header list larger than peer's advertised limit",
);

export const BODY_TOO_LONG: TransportFailure = sameText(
  TRANSPORT_ERROR.OTHER,
  'net/http: server replied with more than declared Content-Length; truncated',
);

/** k6 numbers the known codes from the group's number on, leaving that one for unknown codes. */
function classify(group: number, errorCode: number): { code: number; name: string } {
  const name = HTTP2_ERROR_NAMES[errorCode];
  if (name !== undefined) return { code: group + 1 + errorCode, name };
  return { code: group, name: `unknown error code 0x${errorCode.toString(16)}` };
}
