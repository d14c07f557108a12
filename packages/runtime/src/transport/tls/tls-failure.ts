import { TRANSPORT_ERROR } from '../error-codes.ts';
import { type SocketError, sameText } from '../failure.ts';
import type { TransportFailure } from '../transport.ts';

const HTTP_ON_TLS_PORT: TransportFailure = {
  code: TRANSPORT_ERROR.TLS_HEADER,
  short: 'tls: first record does not look like a TLS handshake',
  full: 'http: server gave HTTP response to HTTPS client',
};

/** What OpenSSL calls bytes that are no TLS records. */
const NO_RECORD: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_UNKNOWN_PROTOCOL',
  'ERR_SSL_BAD_RECORD_TYPE',
]);

/** Go's words for an alert of the server, by the end of OpenSSL's name for it. */
const ALERTS: Readonly<Record<string, string>> = {
  UNEXPECTED_MESSAGE: 'unexpected message',
  BAD_RECORD_MAC: 'bad record MAC',
  RECORD_OVERFLOW: 'record overflow',
  HANDSHAKE_FAILURE: 'handshake failure',
  NO_CERTIFICATE: 'no certificate',
  BAD_CERTIFICATE: 'bad certificate',
  UNSUPPORTED_CERTIFICATE: 'unsupported certificate',
  CERTIFICATE_REVOKED: 'revoked certificate',
  CERTIFICATE_EXPIRED: 'expired certificate',
  CERTIFICATE_UNKNOWN: 'unknown certificate',
  ILLEGAL_PARAMETER: 'illegal parameter',
  UNKNOWN_CA: 'unknown certificate authority',
  ACCESS_DENIED: 'access denied',
  DECODE_ERROR: 'error decoding message',
  DECRYPT_ERROR: 'error decrypting message',
  PROTOCOL_VERSION: 'protocol version not supported',
  INSUFFICIENT_SECURITY: 'insufficient security level',
  INTERNAL_ERROR: 'internal error',
  NO_RENEGOTIATION: 'no renegotiation',
  UNRECOGNIZED_NAME: 'unrecognized name',
  CERTIFICATE_REQUIRED: 'certificate required',
  NO_APPLICATION_PROTOCOL: 'no application protocol',
};

const UNSUPPORTED_VERSION: ReadonlySet<string> = new Set([
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_VERSION_TOO_LOW',
  'ERR_SSL_WRONG_SSL_VERSION',
]);

/** An error of OpenSSL in Go's words; undefined for other errors. */
export function tlsFailure(error: SocketError): TransportFailure | undefined {
  const { code = '' } = error;
  if (NO_RECORD.has(code)) return HTTP_ON_TLS_PORT;
  if (!code.startsWith('ERR_SSL_')) return undefined;
  const alert = ALERTS[code.slice(code.indexOf('ALERT_') + 'ALERT_'.length)];
  // Go files an alert under network errors of no TCP kind.
  if (alert !== undefined) return sameText(TRANSPORT_ERROR.NOT_TCP, `remote error: tls: ${alert}`);
  if (UNSUPPORTED_VERSION.has(code)) {
    return sameText(TRANSPORT_ERROR.OTHER, 'tls: server selected unsupported protocol version');
  }
  return sameText(TRANSPORT_ERROR.OTHER, `tls: ${reasonOf(code)}`);
}

function reasonOf(code: string): string {
  return code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', ' ');
}
