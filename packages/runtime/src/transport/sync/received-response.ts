import { decodeText } from '../decode-text.ts';
import { findHeader } from '../find-header.ts';
import type { Timings, TlsInfo, TransportFailure, WireResponse } from '../transport.ts';
import type { PlainResponse } from './sync-messages.ts';

/** A response that came from the helper thread. */
export class ReceivedResponse implements WireResponse {
  readonly status: number;
  readonly statusText: string;
  readonly proto: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | null;
  readonly timings: Timings;
  readonly endMs: number;
  readonly remoteIp: string;
  readonly remotePort: number;
  readonly tls: TlsInfo | undefined;
  readonly failure: TransportFailure | undefined;

  constructor(plain: PlainResponse) {
    this.status = plain.status;
    this.statusText = plain.statusText;
    this.proto = plain.proto;
    this.rawHeaders = plain.rawHeaders;
    this.body = plain.body === null ? null : asBuffer(plain.body);
    this.timings = plain.timings;
    this.endMs = plain.endMs;
    this.remoteIp = plain.remoteIp;
    this.remotePort = plain.remotePort;
    this.failure = plain.failure;
    const { tls } = plain;
    this.tls = tls && { ...tls, ocspStaple: tls.ocspStaple && asBuffer(tls.ocspStaple) };
  }

  header(canonicalName: string): string | undefined {
    return findHeader(this.rawHeaders, canonicalName);
  }

  text(): string | null {
    return this.body === null ? null : decodeText(this.body);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
