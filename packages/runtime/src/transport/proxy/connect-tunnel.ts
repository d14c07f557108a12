import { TRANSPORT_ERROR } from '../error-codes.ts';
import { sameText, UNEXPECTED_EOF } from '../failure.ts';
import type { TransportFailure } from '../transport.ts';
import { type ProxyServer, proxyAuthorization } from './proxy-server.ts';
import { OPEN, type Tunnel, type TunnelStep, WAIT } from './tunnel.ts';

const LARGEST_ANSWER_BYTES = 64 * 1024;
const END_OF_HEAD = '\r\n\r\n';

/** The CONNECT method of HTTP/1.1 (RFC 9110, 9.3.6). */
export class ConnectTunnel implements Tunnel {
  readonly opening: Buffer;
  #answer = '';

  /** `authority` is the target's host and port. */
  constructor(proxy: ProxyServer, authority: string) {
    const authorization = proxyAuthorization(proxy);
    const lines = [
      `CONNECT ${authority} HTTP/1.1`,
      `Host: ${authority}`,
      ...(authorization === '' ? [] : [`Proxy-Authorization: ${authorization}`]),
    ];
    this.opening = Buffer.from(lines.join('\r\n') + END_OF_HEAD, 'latin1');
  }

  feed(bytes: Buffer): TunnelStep {
    this.#answer += bytes.toString('latin1');
    if (!this.#answer.includes(END_OF_HEAD)) {
      return this.#answer.length > LARGEST_ANSWER_BYTES
        ? failed('net/http: server response headers exceeded 65536 bytes; aborted')
        : WAIT;
    }
    const [statusLine = ''] = this.#answer.split('\r\n', 1);
    const match = /^HTTP\/\d\.\d (\d{3})(?: (.*))?$/.exec(statusLine);
    if (match === null) return failed(`malformed HTTP response "${statusLine}"`);
    const [, status, text] = match;
    return status === '200' ? OPEN : failed(text || 'unknown status code');
  }

  endFailure(): TransportFailure {
    return UNEXPECTED_EOF;
  }
}

function failed(text: string): TunnelStep {
  return { kind: 'failed', failure: sameText(TRANSPORT_ERROR.OTHER, text) };
}
