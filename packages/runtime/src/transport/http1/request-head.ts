import { type ProxyServer, proxyAuthorization } from '../proxy/proxy-server.ts';
import type { RequestTarget, WireRequest } from '../transport.ts';

/** The bytes before a request's body, made once and sent again as long as nothing in them changes. */
export interface RequestHead {
  readonly text: string;
  readonly encoding: 'latin1' | 'utf8';
  readonly byteLength: number;
  /** The request asks for the connection to end. */
  readonly closes: boolean;
}

interface CachedHead {
  readonly method: string;
  readonly headers: WireRequest['headers'];
  readonly host: string | undefined;
  readonly framing: string;
  readonly head: RequestHead;
}

const BEYOND_ASCII = /[\u0080-\uffff]/;
const CLOSE_TOKEN = /(^|,)\s*close\s*(,|$)/i;

/** Heads by URL: a script sends the same few again and again, with the same header list. */
export class RequestHeads {
  readonly #cache = new WeakMap<WireRequest['target'], CachedHead>();
  readonly #noReuse: boolean;
  readonly #forwarderOf: (target: RequestTarget) => ProxyServer | undefined;

  constructor(noReuse: boolean, forwarderOf: (target: RequestTarget) => ProxyServer | undefined) {
    this.#noReuse = noReuse;
    this.#forwarderOf = forwarderOf;
  }

  /** Hot path. */
  headOf(request: WireRequest): RequestHead {
    const { method, target, headers, host } = request;
    const framing = framingField(request);
    const cached = this.#cache.get(target);
    if (
      cached !== undefined &&
      cached.headers === headers &&
      cached.method === method &&
      cached.host === host &&
      cached.framing === framing
    ) {
      return cached.head;
    }
    const head = this.#build(request, framing);
    this.#cache.set(target, { method, headers, host, framing, head });
    return head;
  }

  /** Go's order: Host, User-Agent, the body's framing, the rest. */
  #build(request: WireRequest, framing: string): RequestHead {
    const { method, target, headers } = request;
    let userAgent = '';
    let rest = '';
    let closes = this.#noReuse;
    let asksToClose = false;
    for (const [name, value] of headers) {
      const line = `${name}: ${value}\r\n`;
      if (name === 'User-Agent') userAgent += line;
      else rest += line;
      if (name === 'Connection' && CLOSE_TOKEN.test(value)) {
        closes = true;
        asksToClose = true;
      }
    }
    if (this.#noReuse && !asksToClose) rest += 'Connection: close\r\n';
    const host = request.host ?? target.authority;
    const forwarder = this.#forwarderOf(target);
    const authorization = forwarder === undefined ? '' : proxyAuthorization(forwarder);
    if (authorization !== '') rest += `Proxy-Authorization: ${authorization}\r\n`;
    const path = forwarder === undefined ? target.path : `http://${target.authority}${target.path}`;
    const text = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${userAgent}${framing}${rest}\r\n`;
    const encoding = BEYOND_ASCII.test(text) ? 'utf8' : 'latin1';
    return { text: flatten(text), encoding, byteLength: Buffer.byteLength(text, encoding), closes };
  }
}

function framingField(request: WireRequest): string {
  const { body } = request;
  if (body === null) return request.sendZeroLength ? 'Content-Length: 0\r\n' : '';
  return body.length === 0 ? 'Transfer-Encoding: chunked\r\n' : `Content-Length: ${body.length}\r\n`;
}

/** One piece of memory instead of the tree of pieces V8 makes when texts are joined. */
function flatten(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
