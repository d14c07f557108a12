import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { OtherProtocol } from './dial-settings.ts';
import type { OwnTlsMaterial } from './tls/secure-contexts.ts';

/** Where a request goes; made once per URL and cached. */
export interface RequestTarget {
  readonly secure: boolean;
  /** Host name or IP without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** As it stands in the Host header: `name` or `name:port`. */
  readonly authority: string;
  /** Path and query as sent. */
  readonly path: string;
}

/** One request on the wire: no redirects, cookies, auth or encodings; those belong to `k6/http`. */
export interface WireRequest {
  readonly method: string;
  readonly target: RequestTarget;
  /** In sending order, canonical names, values checked; without Host, Content-Length and Transfer-Encoding. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The Host header when it differs from `target.authority`. */
  readonly host?: string | undefined;
  /** null: no body. An empty one goes out chunked, as k6 does. */
  readonly body: Uint8Array | null;
  /** Send `Content-Length: 0` without a body (POST, PUT, PATCH). */
  readonly sendZeroLength: boolean;
  /** Deadline for the whole exchange in `Clock.now()` ms. */
  readonly deadlineMs: number;
  /** The body is read and thrown away. */
  readonly discardBody: boolean;
  /** The next request, sent as soon as this one is answered, gets the same connection. */
  readonly holdsConnection?: boolean;
}

/** All in ms; k6's meaning (`spec/runtime/metrics.md` §1). */
export interface Timings {
  blocked: number;
  connecting: number;
  tlsHandshaking: number;
  sending: number;
  waiting: number;
  receiving: number;
}

export interface TransportFailure {
  /** k6's error code. */
  readonly code: number;
  /** Text of `response.error`. */
  readonly short: string;
  /** Text of the log and of thrown errors, without the leading `Get "url": `. */
  readonly full: string;
  /** The response had begun: the log line is `full` alone, and the bytes that came are the body. */
  readonly duringBody?: boolean;
}

export interface TlsInfo {
  /** `tls1.2`, `tls1.3` … */
  readonly version: string;
  /** IANA name. */
  readonly cipherSuite: string;
  readonly ocspStaple: Buffer | undefined;
}

export interface WireResponse {
  /** 0 when the exchange failed before the status line. */
  readonly status: number;
  /** `200 OK`; the whole status text after the protocol. */
  readonly statusText: string;
  /** `HTTP/1.1`, `HTTP/2.0`; '' on failure. */
  readonly proto: string;
  /** Name and value alternating, in order of arrival, names as received. Parsed at first use. */
  readonly rawHeaders: readonly string[];
  /** Canonical name look-up without building an object; repeated values joined by ', '. */
  header(canonicalName: string): string | undefined;
  /** Still encoded; null when discarded or absent. Owned by the receiver, made at first use. */
  readonly body: Buffer | null;
  /** The body decoded as UTF-8 without a detour over `body`; null as that. For bodies without Content-Encoding. */
  text(): string | null;
  readonly timings: Timings;
  /** Epoch ms of the end of the exchange: the time of its samples. */
  readonly endMs: number;
  readonly remoteIp: string;
  readonly remotePort: number;
  readonly tls: TlsInfo | undefined;
  readonly failure: TransportFailure | undefined;
}

/** A connection that a protocol other than HTTP asks for; made by the same rules of the run. */
export interface SocketCall {
  readonly secure: boolean;
  /** Host name or IP without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly protocol: OtherProtocol;
}

export interface OpenedSocket {
  /** Read and written by its receiver alone, who also destroys it. */
  readonly socket: Socket;
  readonly tls: TlsInfo | undefined;
  readonly remoteIp: string;
  readonly alpn: string | undefined;
  /** Both ends, as Go writes them in errors. */
  readonly endpoints: string;
  /** Adds to the VU's counters what went over the socket since the last call. */
  countTraffic(): void;
}

export type SocketOutcome =
  | { readonly opened: OpenedSocket; readonly failure?: undefined }
  | { readonly failure: TransportFailure };

/** A request under way. */
export interface Exchange {
  /** Drops it and its connection; the callback is not called. */
  cancel(): void;
}

/** The connections of one VU. */
export interface HttpTransport {
  /** Hot path. Calls back exactly once, possibly synchronously for failures; never throws. */
  send(request: WireRequest, onResponse: (response: WireResponse) => void): Exchange;
  /** Performs the exchange in the helper thread while this thread waits. */
  sendSync(request: WireRequest): WireResponse;
  /** Calls back exactly once, possibly synchronously; never throws. */
  openSocket(call: SocketCall, onOutcome: (outcome: SocketOutcome) => void): Exchange;
  /** An OpenSSL context as the run's options want it, but with these authorities and this certificate. */
  createSecureContext(own: OwnTlsMaterial): SecureContext;
  /** Closes idle connections (`noVUConnectionReuse`). */
  closeIdle(): void;
  destroy(): void;
}
