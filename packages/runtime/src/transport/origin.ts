import { isIP } from 'node:net';
import { joinHostPort } from './failure.ts';
import { type BadProxy, type ProxyServer, parseProxy } from './proxy/proxy-server.ts';
import type { RequestTarget } from './transport.ts';

/** What the requests to one scheme, host and port share. */
export interface Origin {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** Name for SNI; undefined for addresses. */
  readonly serverName: string | undefined;
  /** The way to it that the environment asks for. */
  readonly proxy: ProxyServer | BadProxy | undefined;
}

/** Origins of a thread, one object for each, so that they compare by identity. */
export class Origins {
  readonly #byTarget = new WeakMap<RequestTarget, Origin>();
  readonly #byKey = new Map<string, Origin>();
  readonly #proxyFor: (url: string) => string | undefined;

  constructor(proxyFor: (url: string) => string | undefined = () => undefined) {
    this.#proxyFor = proxyFor;
  }

  /** Hot path. */
  originOf(target: RequestTarget): Origin {
    return this.#byTarget.get(target) ?? this.#learn(target);
  }

  #learn(target: RequestTarget): Origin {
    const { secure, hostname, port } = target;
    const key = `${secure ? 'https' : 'http'}://${joinHostPort(hostname, port)}`;
    let origin = this.#byKey.get(key);
    if (origin === undefined) {
      const serverName = isIP(hostname) === 0 ? hostname.replace(/\.$/, '') : undefined;
      origin = { secure, hostname, port, serverName, proxy: this.#proxyOf(key) };
      this.#byKey.set(key, origin);
    }
    this.#byTarget.set(target, origin);
    return origin;
  }

  #proxyOf(url: string): Origin['proxy'] {
    // Ports and names that are none fail later, with the words for them.
    const proxy = URL.canParse(url) ? this.#proxyFor(url) : undefined;
    return proxy === undefined ? undefined : parseProxy(proxy);
  }
}

/** The proxy that takes plain requests to the origin and sends them on; undefined where it is only a tunnel. */
export function forwarderOf({ secure, proxy }: Origin): ProxyServer | undefined {
  if (secure || proxy === undefined) return undefined;
  return proxy.kind === 'http' || proxy.kind === 'https' ? (proxy as ProxyServer) : undefined;
}
