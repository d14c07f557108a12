import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { TRANSPORT_ERROR } from './error-codes.ts';
import type { TransportFailure } from './transport.ts';

/** An error of Node with the fields sockets set. */
export interface SocketError extends Error {
  readonly code?: string | undefined;
  readonly syscall?: string | undefined;
  readonly errno?: number | undefined;
}

/** Both ends of a connection as Go writes them, such as `127.0.0.1:40000->127.0.0.1:80`. */
export type Endpoints = string;

export const REQUEST_TIMEOUT: TransportFailure = sameText(TRANSPORT_ERROR.REQUEST_TIMEOUT, 'request timeout');
export const EOF: TransportFailure = sameText(TRANSPORT_ERROR.OTHER, 'EOF');
export const UNEXPECTED_EOF: TransportFailure = sameText(TRANSPORT_ERROR.OTHER, 'unexpected EOF');

export function sameText(code: number, text: string): TransportFailure {
  return { code, short: text, full: text };
}

/** What Go says of a response whose head it cannot take; the short text names the flaw alone. */
export function brokenHead(flaw: string): TransportFailure {
  return {
    code: TRANSPORT_ERROR.OTHER,
    short: flaw,
    full: `net/http: HTTP/1.x transport connection broken: ${flaw}`,
  };
}

/** `ip:port`, IPv6 in brackets. */
export function joinHostPort(host: string, port: number | string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function dialTimeout(address: string): TransportFailure {
  return {
    code: TRANSPORT_ERROR.DIAL_TIMEOUT,
    short: 'dial: i/o timeout',
    full: `dial tcp ${address}: i/o timeout`,
  };
}

export function dialFailure(error: SocketError, address: string): TransportFailure {
  const { code = '' } = error;
  if (code === 'ETIMEDOUT') {
    return { ...dialTimeout(address), full: `dial tcp ${address}: connect: connection timed out` };
  }
  const message = errnoText(code, error.message);
  const full = `dial tcp ${address}: ${goSyscall(error, 'connect')}: ${message}`;
  if (code === 'ECONNREFUSED') {
    return { code: TRANSPORT_ERROR.DIAL_REFUSED, short: 'dial: connection refused', full };
  }
  const errno = errnoOf(error);
  if (errno === undefined) return { code: TRANSPORT_ERROR.DIAL, short: full, full };
  const short = `dial: unknown errno ${errno} error with msg \`${message}\``;
  return { code: TRANSPORT_ERROR.DIAL_UNKNOWN_ERRNO, short, full };
}

/** A connection that broke after it was established. */
export function connectionFailure(error: SocketError, endpoints: Endpoints): TransportFailure {
  const { code = '' } = error;
  const op = error.syscall === 'write' ? 'write' : 'read';
  const message = errnoText(code, error.message);
  const full = `${op} tcp ${endpoints}: ${op}: ${message}`;
  if (code === 'ECONNRESET' && error.syscall === undefined) return EOF;
  if (code === 'ECONNRESET') {
    return { code: TRANSPORT_ERROR.RESET_BY_PEER, short: `${op}: connection reset by peer`, full };
  }
  if (code === 'EPIPE') return { code: TRANSPORT_ERROR.BROKEN_PIPE, short: `${op}: broken pipe`, full };
  const errno = errnoOf(error);
  if (errno === undefined) return sameText(TRANSPORT_ERROR.OTHER, error.message);
  const short = `${op}: unknown errno \`${errno}\` on ${goPlatform()} with message \`${message}\``;
  return { code: TRANSPORT_ERROR.UNKNOWN_ERRNO, short, full };
}

function goSyscall(error: SocketError, fallback: string): string {
  const { code } = error;
  if (code === 'EMFILE' || code === 'ENFILE') return 'socket';
  return error.syscall ?? fallback;
}

function goPlatform(): string {
  return process.platform === 'win32' ? 'windows' : process.platform;
}

function errnoOf(error: SocketError): number | undefined {
  const known = (constants.errno as Readonly<Record<string, number | undefined>>)[error.code ?? ''];
  return known ?? (error.errno === undefined ? undefined : Math.abs(error.errno));
}

/** Go's wording where it differs from libuv's. */
const GO_ERRNO_TEXTS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  ECONNABORTED: 'software caused connection abort',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EHOSTDOWN: 'host is down',
  EHOSTUNREACH: 'no route to host',
  EINVAL: 'invalid argument',
  EMFILE: 'too many open files',
  ENETDOWN: 'network is down',
  ENETUNREACH: 'network is unreachable',
  ENFILE: 'too many open files in system',
  ENOBUFS: 'no buffer space available',
  ENOTCONN: 'transport endpoint is not connected',
  EPERM: 'operation not permitted',
  EPIPE: 'broken pipe',
  ETIMEDOUT: 'connection timed out',
};

function errnoText(code: string, fallback: string): string {
  const known = GO_ERRNO_TEXTS[code];
  if (known !== undefined) return known;
  for (const [name, description] of getSystemErrorMap().values()) if (name === code) return description;
  return fallback;
}
