/** An address as a number, so that ranges can be counted and masked. */
export interface IPAddress {
  readonly version: 4 | 6;
  readonly value: bigint;
}

const IPV4_OCTET = /^(0|[1-9][0-9]{0,2})$/;

function parseIPv4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  let value = 0n;
  for (const octet of octets) {
    if (!IPV4_OCTET.test(octet) || Number(octet) > 255) return undefined;
    value = (value << 8n) | BigInt(octet);
  }
  return value;
}

/** The 16-bit groups of one side of `::`, a dotted tail counting as two. */
function parseGroups(text: string): readonly bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const tail = parseIPv4(part);
      if (tail === undefined) return undefined;
      groups.push(tail >> 16n, tail & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else {
      return undefined;
    }
  }
  return groups;
}

function parseIPv6(text: string): bigint | undefined {
  const sides = text.split('::');
  if (sides.length > 2) return undefined;
  const [head, tail] = [parseGroups(sides[0] ?? ''), parseGroups(sides[1] ?? '')];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (sides.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const zeros = Array.from({ length: missing }, () => 0n);
  return [...head, ...zeros, ...tail].reduce((value, group) => (value << 16n) | group, 0n);
}

export function parseIP(text: string): IPAddress | undefined {
  const version = text.includes(':') ? 6 : 4;
  const value = version === 6 ? parseIPv6(text) : parseIPv4(text);
  return value === undefined ? undefined : { version, value };
}

export function formatIP({ version, value }: IPAddress): string {
  return version === 4 ? formatIPv4(value) : formatIPv6(value);
}

function formatIPv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}

// The longest run of at least two zero groups is written as `::`.
function formatIPv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(16 * (7 - index))) & 0xffffn).toString(16),
  );
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map((match) => match[0]);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return groups.join(':');
  const [before = '', after = ''] = splitOnce(groups.join(':'), longest);
  return `${before}::${after.replace(/^:/, '')}`;
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

export interface CIDR {
  readonly version: 4 | 6;
  /** The network's own address. */
  readonly first: bigint;
  readonly prefixLength: number;
  /** How many addresses it spans. */
  readonly size: bigint;
}

export function parseCIDR(text: string): CIDR | undefined {
  const [address = '', prefix = ''] = text.split('/');
  const ip = parseIP(address);
  if (ip === undefined || text.split('/').length !== 2 || !/^[0-9]{1,3}$/.test(prefix)) return undefined;
  const bits = ip.version === 4 ? 32 : 128;
  const prefixLength = Number(prefix);
  if (prefixLength > bits) return undefined;
  const size = 1n << BigInt(bits - prefixLength);
  return { version: ip.version, first: ip.value - (ip.value % size), prefixLength, size };
}

export function formatCIDR({ version, first, prefixLength }: CIDR): string {
  return `${formatIP({ version, value: first })}/${prefixLength}`;
}
