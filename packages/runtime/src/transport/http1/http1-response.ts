import { decodeByteText, decodeText } from '../decode-text.ts';
import { findHeader } from '../find-header.ts';
import type { Timings, TlsInfo, TransportFailure, WireResponse } from '../transport.ts';
import { nameBit } from './response-head.ts';

/** What is known of a connection; shared by all its responses. */
export interface Peer {
  readonly remoteIp: string;
  readonly remotePort: number;
  readonly tls: TlsInfo | undefined;
}

/** What was read of a response. */
export interface ResponseParts {
  readonly status: number;
  /** The head, perhaps with the body behind it; one character for each byte. */
  readonly head: string;
  readonly headLength: number;
  readonly nameBits: number;
  /** A string has one character for each byte. */
  readonly body: Buffer | string | null;
}

/**
 * A response as it came: the bytes of the head as text with one character a byte, and the body either behind it in
 * the same text (small ones) or as bytes. Everything else is made when asked for.
 */
export class Http1Response implements WireResponse {
  readonly status: number;
  readonly timings: Timings;
  readonly endMs: number;
  readonly failure: TransportFailure | undefined = undefined;
  readonly #peer: Peer;
  readonly #head: string;
  readonly #headLength: number;
  readonly #nameBits: number;
  #body: Buffer | string | null;
  #headers: readonly string[] | undefined;

  constructor(parts: ResponseParts, peer: Peer, timings: Timings, endMs: number) {
    this.status = parts.status;
    this.timings = timings;
    this.endMs = endMs;
    this.#peer = peer;
    this.#head = parts.head;
    this.#headLength = parts.headLength;
    this.#nameBits = parts.nameBits;
    this.#body = parts.body;
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

  get proto(): string {
    return this.#head.slice(0, this.#head.indexOf(' '));
  }

  get statusText(): string {
    const start = this.#head.indexOf(' ') + 1;
    const end = this.#head.indexOf('\n', start);
    return decodeByteText(this.#head.slice(start, end).replace(/\r$/, '').replace(/^ +/, ''));
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

  get rawHeaders(): readonly string[] {
    this.#headers ??= parseFields(this.#head.slice(0, this.#headLength));
    return this.#headers;
  }

  header(canonicalName: string): string | undefined {
    if ((this.#nameBits & nameBit(canonicalName.length, canonicalName.charCodeAt(0))) === 0) return undefined;
    return findHeader(this.rawHeaders, canonicalName);
  }
}

function parseFields(head: string): string[] {
  const fields: string[] = [];
  let line = head.indexOf('\n') + 1;
  while (line < head.length) {
    const end = head.indexOf('\n', line);
    const first = head.charCodeAt(line);
    if (first === 0x20 || first === 0x09) {
      const folded = head.slice(line, end).trim();
      if (fields.length > 0) fields.push(`${fields.pop()} ${decodeByteText(folded)}`);
    } else {
      const colon = head.indexOf(':', line);
      // A line without a name is skipped, as is the empty line at the end.
      if (colon > line && colon < end) {
        fields.push(head.slice(line, colon), decodeByteText(trimValue(head, colon + 1, end)));
      }
    }
    line = end + 1;
  }
  return fields;
}

function trimValue(head: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isBlank(head.charCodeAt(from))) from++;
  while (to > from && isBlank(head.charCodeAt(to - 1))) to--;
  return head.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
