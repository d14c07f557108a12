import { TRANSPORT_ERROR } from '../error-codes.ts';
import type { TransportFailure } from '../transport.ts';
import { HTTP2_ERROR_NAMES } from './error-names.ts';

/** The server reset a stream. */
export function streamFailure(streamId: number, errorCode: number): TransportFailure {
  const { code, name } = classify(TRANSPORT_ERROR.HTTP2_STREAM, errorCode);
  return {
    code,
    short: `http2: stream error with http2 ErrCode ${name}`,
    full: `stream error: stream ID ${streamId}; ${name}; received from peer`,
  };
}

export function goawayFailure(errorCode: number, lastStreamId: number): TransportFailure {
  const { code, name } = classify(TRANSPORT_ERROR.HTTP2_GOAWAY, errorCode);
  return {
    code,
    short: `http2: received GoAway with http2 ErrCode ${name}`,
    full:
      'http2: server sent GOAWAY and closed the connection; ' +
      `LastStreamID=${lastStreamId}, ErrCode=${name}, debug=""`,
  };
}

/** The server broke the protocol of the connection as a whole. */
export function sessionFailure(errorCode: number): TransportFailure {
  const { code, name } = classify(TRANSPORT_ERROR.HTTP2_CONNECTION, errorCode);
  return {
    code,
    short: `http2: connection error with http2 ErrCode ${name}`,
    full: `connection error: ${name}`,
  };
}

/** k6 numbers the known codes from the group's number on, leaving that one for unknown codes. */
function classify(group: number, errorCode: number): { code: number; name: string } {
  const name = HTTP2_ERROR_NAMES[errorCode];
  if (name !== undefined) return { code: group + 1 + errorCode, name };
  return { code: group, name: `unknown error code 0x${errorCode.toString(16)}` };
}
