import { decodeText } from './decode-text.ts';
import type { Timings, TransportFailure, WireResponse } from './transport.ts';

/** An exchange that brought no whole response. */
export class FailedResponse implements WireResponse {
  readonly status = 0;
  readonly statusText = '';
  readonly proto = '';
  readonly rawHeaders: readonly string[] = [];
  readonly remoteIp = '';
  readonly remotePort = 0;
  readonly tls = undefined;
  readonly body: Buffer | null;
  readonly timings: Timings;
  readonly endMs: number;
  readonly failure: TransportFailure;

  constructor(init: { failure: TransportFailure; timings: Timings; body: Buffer | null; endMs: number }) {
    this.failure = init.failure;
    this.timings = init.timings;
    this.body = init.body;
    this.endMs = init.endMs;
  }

  header(): undefined {
    return undefined;
  }

  text(): string | null {
    return this.body === null ? null : decodeText(this.body);
  }
}
