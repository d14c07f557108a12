import { BlockList, isIP } from 'node:net';

/** One entry of `blacklistIPs`. */
export class IpRange {
  readonly text: string;
  readonly #list = new BlockList();

  /** `cidr` is `ip/bits`; a bare address is a range of one. */
  constructor(cidr: string) {
    this.text = cidr;
    const [ip = '', bits] = cidr.split('/', 2);
    const family = familyOf(ip);
    if (bits === undefined) this.#list.addAddress(ip, family);
    else this.#list.addSubnet(ip, Number(bits), family);
  }

  contains(ip: string): boolean {
    return this.#list.check(ip, familyOf(ip));
  }
}

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  return isIP(ip) === 6 ? 'ipv6' : 'ipv4';
}
