import { getServers, type LookupAddress, lookup } from 'node:dns';
import { isIPv4 } from 'node:net';
import type { Clock } from '@squall/core';
import type { DnsOptions } from '../connection-options.ts';
import { TRANSPORT_ERROR } from '../error-codes.ts';
import type { SocketError } from '../failure.ts';
import type { TransportFailure } from '../transport.ts';

export type LookupCallback = (failure: TransportFailure | undefined, ip: string) => void;

interface Entry {
  readonly ips: readonly string[];
  readonly expiresMs: number;
  next: number;
}

/** All addresses of a name, as the operating system finds them. */
export type SystemLookup = (
  hostname: string,
  callback: (error: SocketError | null, addresses: readonly string[]) => void,
) => void;

export const systemLookup: SystemLookup = (hostname, callback) => {
  lookup(hostname, { all: true, verbatim: true }, (error, addresses: LookupAddress[]) => {
    callback(error, error === null ? addresses.map(({ address }) => address) : []);
  });
};

/** Host names to addresses, with k6's cache, policy and choice. */
export class NameLookup {
  readonly #options: DnsOptions;
  readonly #clock: Clock;
  readonly #lookup: SystemLookup;
  readonly #entries = new Map<string, Entry>();
  /** Callers that wait for the same name. */
  readonly #waiting = new Map<string, LookupCallback[]>();

  constructor(options: DnsOptions, clock: Clock, lookup: SystemLookup = systemLookup) {
    this.#options = options;
    this.#clock = clock;
    this.#lookup = lookup;
  }

  /** May call back synchronously. */
  find(hostname: string, callback: LookupCallback): void {
    // The operating system would take it for this machine.
    if (hostname === '') return callback(noSuchHost(''), '');
    const entry = this.#entries.get(hostname);
    if (entry !== undefined && this.#clock.now() < entry.expiresMs) {
      callback(undefined, this.#choose(entry));
      return;
    }
    const waiting = this.#waiting.get(hostname);
    if (waiting !== undefined) {
      waiting.push(callback);
      return;
    }
    const callbacks = [callback];
    this.#waiting.set(hostname, callbacks);
    this.#lookup(hostname, (error, addresses) => {
      this.#waiting.delete(hostname);
      this.#answer(hostname, callbacks, error, addresses);
    });
  }

  #answer(
    hostname: string,
    callbacks: readonly LookupCallback[],
    error: SocketError | null,
    addresses: readonly string[],
  ): void {
    const ips = applyPolicy(addresses, this.#options.policy);
    if (error !== null || ips.length === 0) {
      const failure = lookupFailure(hostname, error);
      for (const callback of callbacks) callback(failure, '');
      return;
    }
    const entry: Entry = { ips, expiresMs: this.#clock.now() + this.#options.ttlMs, next: 0 };
    if (this.#options.ttlMs > 0) this.#entries.set(hostname, entry);
    for (const callback of callbacks) callback(undefined, this.#choose(entry));
  }

  #choose(entry: Entry): string {
    const { ips } = entry;
    switch (this.#options.select) {
      case 'first':
        return ips[0] ?? '';
      case 'roundRobin':
        return ips[entry.next++ % ips.length] ?? '';
      case 'random':
        return ips[Math.floor(Math.random() * ips.length)] ?? '';
    }
  }
}

function applyPolicy(ips: readonly string[], policy: DnsOptions['policy']): readonly string[] {
  const v4 = ips.filter((ip) => isIPv4(ip));
  const v6 = ips.filter((ip) => !isIPv4(ip));
  switch (policy) {
    case 'preferIPv4':
      return v4.length > 0 ? v4 : v6;
    case 'preferIPv6':
      return v6.length > 0 ? v6 : v4;
    case 'onlyIPv4':
      return v4;
    case 'onlyIPv6':
      return v6;
    case 'any':
      return ips;
  }
}

function lookupFailure(hostname: string, error: SocketError | null): TransportFailure {
  const [server] = getServers();
  const subject = server === undefined ? hostname : `${hostname} on ${withPort(server)}`;
  if (error === null || error.code === 'ENOTFOUND' || error.code === 'ENODATA') return noSuchHost(subject);
  const full = `lookup ${subject}: ${error.code === 'EAI_AGAIN' ? 'server misbehaving' : error.message}`;
  return { code: TRANSPORT_ERROR.DNS, short: full, full };
}

function noSuchHost(subject: string): TransportFailure {
  return {
    code: TRANSPORT_ERROR.NO_SUCH_HOST,
    short: 'lookup: no such host',
    full: `lookup ${subject}: no such host`,
  };
}

function withPort(server: string): string {
  if (server.startsWith('[') || (isIPv4(server.split(':')[0] ?? '') && server.includes(':'))) return server;
  return server.includes(':') ? `[${server}]:53` : `${server}:53`;
}
