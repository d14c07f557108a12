import { decodeByteText, decodeText } from '../decode-text.ts';
import { findHeader } from '../find-header.ts';
import type { Peer } from '../http1/http1-response.ts';
import { nameBit } from '../http1/response-head.ts';
import type { Timings, TlsInfo, WireResponse } from '../transport.ts';
import { statusPhrase } from './status-phrase.ts';

/** What was read of a response. */
export interface Http2ResponseParts {
  readonly status: number;
  /** Names and values in turn. */
  readonly fields: readonly string[];
  /** See `nameBit`. */
  readonly nameBits: number;
  /** A string has one character for each byte. */
  readonly body: Buffer | string | null;
}

/** A response that came over HTTP/2. */
export class Http2Response implements WireResponse {
  readonly status: number;
  readonly timings: Timings;
  readonly endMs: number;
  readonly failure = undefined;
  readonly rawHeaders: readonly string[];
  readonly #nameBits: number;
  readonly #peer: Peer;
  #body: Buffer | string | null;

  constructor(parts: Http2ResponseParts, peer: Peer, timings: Timings, endMs: number) {
    this.status = parts.status;
    this.rawHeaders = parts.fields;
    this.#nameBits = parts.nameBits;
    this.#body = parts.body;
    this.#peer = peer;
    this.timings = timings;
    this.endMs = endMs;
  }

  get proto(): string {
    return 'HTTP/2.0';
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

  get body(): Buffer | null {
    if (typeof this.#body === 'string') this.#body = Buffer.from(this.#body, 'latin1');
    return this.#body;
  }

  text(): string | null {
    const body = this.#body;
    if (typeof body === 'string') return decodeByteText(body);
    return body === null ? null : decodeText(body);
  }

  header(canonicalName: string): string | undefined {
    if ((this.#nameBits & nameBit(canonicalName.length, canonicalName.charCodeAt(0))) === 0) return undefined;
    return findHeader(this.rawHeaders, canonicalName);
  }
}
