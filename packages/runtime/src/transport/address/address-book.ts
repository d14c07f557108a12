import { isIP } from 'node:net';
import type { ConnectionOptions } from '../connection-options.ts';
import { TRANSPORT_ERROR } from '../error-codes.ts';
import { joinHostPort, sameText } from '../failure.ts';
import type { TransportFailure } from '../transport.ts';
import { DeniedTargets } from './denied-targets.ts';
import { HostnamePatterns } from './hostname-patterns.ts';
import { IpRange } from './ip-range.ts';
import type { NameLookup } from './name-lookup.ts';

/** Where to connect to, or why not. */
export type Resolution =
  | { readonly ip: string; readonly port: number; readonly failure?: undefined }
  | { readonly failure: TransportFailure };

const LARGEST_PORT = 65_535;

/**
 * Turns a URL's host and port into the address to dial: denied targets, `blockHostnames`, `hosts`, DNS,
 * `blacklistIPs`.
 */
export class AddressBook {
  readonly #denied: DeniedTargets;
  readonly #blocked: HostnamePatterns<string>;
  readonly #hosts: HostnamePatterns<string>;
  readonly #blacklist: readonly IpRange[];
  readonly #lookup: NameLookup;

  constructor(
    options: Pick<ConnectionOptions, 'deniedTargets' | 'hosts' | 'blockHostnames' | 'blacklistIPs'>,
    lookup: NameLookup,
  ) {
    this.#denied = new DeniedTargets(options.deniedTargets);
    this.#blocked = new HostnamePatterns(
      options.blockHostnames.map((pattern) => [pattern, pattern.toLowerCase()]),
    );
    this.#hosts = new HostnamePatterns(Object.entries(options.hosts));
    this.#blacklist = options.blacklistIPs.map((cidr) => new IpRange(cidr));
    this.#lookup = lookup;
  }

  /** May call back synchronously. */
  resolve(hostname: string, port: number, callback: (resolution: Resolution) => void): void {
    if (port > LARGEST_PORT) {
      callback({ failure: sameText(TRANSPORT_ERROR.DIAL, `dial tcp: address ${port}: invalid port`) });
      return;
    }
    const denied = this.#deniedName(hostname);
    if (denied !== undefined) {
      callback({ failure: denied });
      return;
    }
    const pattern = this.#blocked.get(hostname);
    if (pattern !== undefined) {
      callback({ failure: blockedHostname(hostname, pattern) });
      return;
    }
    const configured = this.#configured(hostname, port);
    const host = configured?.host ?? hostname;
    const dialPort = configured?.port ?? port;
    if (isIP(host) !== 0) callback(this.#admit(host, dialPort));
    else {
      this.#lookup.find(host, (failure, ip) => {
        callback(failure === undefined ? this.#admit(ip, dialPort) : { failure });
      });
    }
  }

  /** Whether a proxy may be asked to connect there: why not, if it may not. May call back synchronously. */
  judge(hostname: string, callback: (failure: TransportFailure | undefined) => void): void {
    const denied = isIP(hostname) === 0 ? this.#deniedName(hostname) : this.#deniedAddress(hostname);
    if (denied !== undefined || isIP(hostname) !== 0 || !this.#denied.hasRanges) callback(denied);
    else this.#lookup.find(hostname, (failure, ip) => callback(failure ?? this.#deniedAddress(ip ?? '')));
  }

  #deniedName(hostname: string): TransportFailure | undefined {
    const denied = this.#denied.forbidsName(hostname);
    return denied === undefined
      ? undefined
      : deniedTarget(TRANSPORT_ERROR.BLOCKED_HOSTNAME, hostname, denied);
  }

  #deniedAddress(ip: string): TransportFailure | undefined {
    const denied = this.#denied.forbidsAddress(ip);
    return denied === undefined ? undefined : deniedTarget(TRANSPORT_ERROR.BLACKLISTED_IP, ip, denied);
  }

  /** An entry for `host:port` goes before one for the host. */
  #configured(hostname: string, port: number): { host: string; port: number | undefined } | undefined {
    const value = this.#hosts.get(joinHostPort(hostname, port)) ?? this.#hosts.get(hostname);
    return value === undefined ? undefined : splitAddress(value);
  }

  #admit(ip: string, port: number): Resolution {
    const denied = this.#deniedAddress(ip);
    if (denied !== undefined) return { failure: denied };
    const range = this.#blacklist.find((candidate) => candidate.contains(ip));
    return range === undefined ? { ip, port } : { failure: blacklisted(ip, range.text) };
  }
}

function deniedTarget(code: number, target: string, entry: string): TransportFailure {
  return {
    code,
    short: 'target is denied by the controller',
    full: `the controller forbids connections to ${target}: its list of denied targets has ${entry}`,
  };
}

function blockedHostname(hostname: string, pattern: string): TransportFailure {
  return {
    code: TRANSPORT_ERROR.BLOCKED_HOSTNAME,
    short: 'hostname is blocked',
    full: `hostname (${hostname}) is in a blocked pattern (${pattern})`,
  };
}

function blacklisted(ip: string, range: string): TransportFailure {
  return {
    code: TRANSPORT_ERROR.BLACKLISTED_IP,
    short: 'ip is blacklisted',
    full: `IP (${ip}) is in a blacklisted range (${range})`,
  };
}

/** `ip`, `ip:port`, `[ip6]:port` or `ip6`. */
function splitAddress(text: string): { host: string; port: number | undefined } {
  const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(text);
  const plain = /^([^:]*):(\d+)$/.exec(text);
  const [, host = text, port] = bracketed ?? plain ?? [];
  return { host, port: port === undefined ? undefined : Number(port) };
}
