import { isIP } from 'node:net';
import { TRANSPORT_ERROR } from '../error-codes.ts';
import { joinHostPort, sameText } from '../failure.ts';
import type { TransportFailure } from '../transport.ts';
import { ipBytes } from './ip-bytes.ts';
import type { ProxyServer } from './proxy-server.ts';
import { OPEN, type Tunnel, type TunnelStep, WAIT } from './tunnel.ts';

const VERSION = 5;
const NO_AUTHENTICATION = 0;
const BY_PASSWORD = 2;
const NO_METHOD = 0xff;
const PASSWORD_VERSION = 1;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;
const LONGEST_TEXT = 255;

/** Go's words for the replies of RFC 1928, by number. */
const REPLIES = [
  'succeeded',
  'general SOCKS server failure',
  'connection not allowed by ruleset',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'TTL expired',
  'command not supported',
  'address type not supported',
];

export interface SocksTarget {
  readonly hostname: string;
  readonly port: number;
  /** Where the proxy is, for errors. */
  readonly proxyAddress: string;
}

/** SOCKS version 5 (RFC 1928) with user name and password (RFC 1929). The proxy looks the name up. */
export class SocksTunnel implements Tunnel {
  readonly opening: Buffer;
  readonly #proxy: ProxyServer;
  readonly #target: SocksTarget;
  #phase: 'method' | 'password' | 'connect' = 'method';
  #received: Buffer = Buffer.alloc(0);

  constructor(proxy: ProxyServer, target: SocksTarget) {
    this.#proxy = proxy;
    this.#target = target;
    const methods = proxy.credentials === undefined ? [NO_AUTHENTICATION] : [NO_AUTHENTICATION, BY_PASSWORD];
    this.opening = Buffer.from([VERSION, methods.length, ...methods]);
  }

  feed(bytes: Buffer): TunnelStep {
    this.#received = Buffer.concat([this.#received, bytes]);
    switch (this.#phase) {
      case 'method':
        return this.#chooseMethod();
      case 'password':
        return this.#checkPassword();
      case 'connect':
        return this.#checkReply();
    }
  }

  endFailure(): TransportFailure {
    return this.#failure('EOF');
  }

  #chooseMethod(): TunnelStep {
    const answer = this.#take(2);
    if (answer === undefined) return WAIT;
    const [version, method] = answer;
    if (version !== VERSION) return this.#fail(`unexpected protocol version ${version}`);
    if (method === NO_METHOD) return this.#fail('no acceptable authentication methods');
    if (method === NO_AUTHENTICATION) return this.#askToConnect();
    const { credentials } = this.#proxy;
    if (method !== BY_PASSWORD || credentials === undefined) {
      return this.#fail(`unsupported authentication method ${method}`);
    }
    const username = Buffer.from(credentials.username, 'utf8');
    const password = Buffer.from(credentials.password, 'utf8');
    const isSendable = username.length > 0 && Math.max(username.length, password.length) <= LONGEST_TEXT;
    if (!isSendable) return this.#fail('invalid username/password');
    this.#phase = 'password';
    return {
      kind: 'send',
      bytes: Buffer.from([PASSWORD_VERSION, username.length, ...username, password.length, ...password]),
    };
  }

  #checkPassword(): TunnelStep {
    const answer = this.#take(2);
    if (answer === undefined) return WAIT;
    const [version, status] = answer;
    if (version !== PASSWORD_VERSION) return this.#fail('invalid username/password version');
    return status === 0 ? this.#askToConnect() : this.#fail('username/password authentication failed');
  }

  #askToConnect(): TunnelStep {
    const { hostname, port } = this.#target;
    const address = addressBytes(hostname);
    if (address === undefined) return this.#fail('FQDN too long');
    this.#phase = 'connect';
    return { kind: 'send', bytes: Buffer.from([VERSION, CONNECT, 0, ...address, port >> 8, port & 0xff]) };
  }

  #checkReply(): TunnelStep {
    const received = this.#received;
    const [version, reply = 0, , type] = received;
    if (received.length < 4) return WAIT;
    if (version !== VERSION) return this.#fail(`unexpected protocol version ${version}`);
    if (reply !== 0) return this.#fail(`unknown error ${REPLIES[reply] ?? `unknown code: ${reply}`}`);
    const addressLength = { [IPV4]: 4, [IPV6]: 16, [NAME]: 1 + (received[4] ?? 0) }[type ?? 0];
    if (addressLength === undefined) return this.#fail(`unknown address type ${type}`);
    return received.length >= 4 + addressLength + 2 ? OPEN : WAIT;
  }

  #take(length: number): Buffer | undefined {
    if (this.#received.length < length) return undefined;
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  #fail(reason: string): TunnelStep {
    return { kind: 'failed', failure: this.#failure(reason) };
  }

  #failure(reason: string): TransportFailure {
    const { hostname, port, proxyAddress } = this.#target;
    return sameText(
      TRANSPORT_ERROR.TCP,
      `socks connect tcp ${proxyAddress}->${joinHostPort(hostname, port)}: ${reason}`,
    );
  }
}

function addressBytes(hostname: string): readonly number[] | undefined {
  const family = isIP(hostname);
  if (family !== 0) return [family === 4 ? IPV4 : IPV6, ...ipBytes(hostname)];
  const name = Buffer.from(hostname, 'utf8');
  return name.length > LONGEST_TEXT ? undefined : [NAME, name.length, ...name];
}
