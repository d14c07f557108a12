import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { HostnamePatterns } from './hostname-patterns.ts';
import { IpRange } from './ip-range.ts';

/** To which address a connection to "any" address goes. */
const REALLY: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0': ['127.0.0.1'],
  '::': ['::1', '127.0.0.1'],
  '::ffff:0:0': ['127.0.0.1'],
};

/**
 * What a machine may not be asked to connect to, whatever a script says: host names, `*.suffix`, addresses and CIDR
 * ranges. Each question is answered with the entry that forbids it.
 */
export class DeniedTargets {
  readonly #names: HostnamePatterns<string>;
  readonly #ranges: readonly IpRange[];

  constructor(entries: readonly string[]) {
    const isRange = (entry: string) => isIP(entry.split('/', 1)[0] ?? '') !== 0;
    this.#names = new HostnamePatterns(
      entries.filter((entry) => !isRange(entry)).map((entry) => [entry, entry]),
    );
    this.#ranges = entries.filter(isRange).map((entry) => new IpRange(entry));
  }

  get hasRanges(): boolean {
    return this.#ranges.length > 0;
  }

  forbidsName(hostname: string): string | undefined {
    const plain = hostname.replace(/\.+$/, '');
    return this.#names.get(domainToASCII(plain) || plain);
  }

  forbidsAddress(ip: string): string | undefined {
    if (this.#ranges.length === 0) return undefined;
    // The part after % names an interface.
    const [address = ip] = ip.split('%', 1);
    const addresses = [address, ...(REALLY[canonical(address)] ?? [])];
    return this.#ranges.find((range) => addresses.some((one) => range.contains(one)))?.text;
  }
}

/** IPv6 addresses may be written in several ways. */
function canonical(ip: string): string {
  return isIP(ip) === 6 ? new URL(`http://[${ip}]/`).hostname.slice(1, -1) : ip;
}
