import { decodeText } from '../decode-text.ts';
import { findHeader } from '../find-header.ts';
import type { Peer } from '../http1/http1-response.ts';
import type { Timings, TlsInfo, WireResponse } from '../transport.ts';
import { statusPhrase } from './status-phrase.ts';

/** A response that came over HTTP/2. */
export class Http2Response implements WireResponse {
  readonly status: number;
  readonly proto = 'HTTP/2.0';
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | null;
  readonly timings: Timings;
  readonly endMs: number;
  readonly failure = undefined;
  readonly #peer: Peer;

  constructor(init: {
    status: number;
    rawHeaders: readonly string[];
    body: Buffer | null;
    timings: Timings;
    endMs: number;
    peer: Peer;
  }) {
    this.status = init.status;
    this.rawHeaders = init.rawHeaders;
    this.body = init.body;
    this.timings = init.timings;
    this.endMs = init.endMs;
    this.#peer = init.peer;
  }

  get statusText(): string {
    return `${this.status} ${statusPhrase(this.status)}`;
  }

  get remoteIp(): string {
    return this.#peer.remoteIp;
  }

  get remotePort(): number {
    return this.#peer.remotePort;
  }

  get tls(): TlsInfo | undefined {
    return this.#peer.tls;
  }

  text(): string | null {
    return this.body === null ? null : decodeText(this.body);
  }

  header(canonicalName: string): string | undefined {
    return findHeader(this.rawHeaders, canonicalName);
  }
}
