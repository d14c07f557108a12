import { isIP } from 'node:net';
import type { RequestTarget } from './transport.ts';

/** What the requests to one scheme, host and port share. */
export interface Origin {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** Name for SNI; undefined for addresses. */
  readonly serverName: string | undefined;
}

/** Origins of a thread, one object for each, so that they compare by identity. */
export class Origins {
  readonly #byTarget = new WeakMap<RequestTarget, Origin>();
  readonly #byKey = new Map<string, Origin>();

  /** Hot path. */
  originOf(target: RequestTarget): Origin {
    return this.#byTarget.get(target) ?? this.#learn(target);
  }

  #learn(target: RequestTarget): Origin {
    const { secure, hostname, port } = target;
    const key = `${secure ? 'https' : 'http'}://${hostname}:${port}`;
    let origin = this.#byKey.get(key);
    if (origin === undefined) {
      const serverName = isIP(hostname) === 0 ? hostname.replace(/\.$/, '') : undefined;
      origin = { secure, hostname, port, serverName };
      this.#byKey.set(key, origin);
    }
    this.#byTarget.set(target, origin);
    return origin;
  }
}
