import { type CIDR, formatCIDR, formatIP, type IPAddress, parseCIDR, parseIP } from './ip-address.ts';
import { OptionError } from './option-error.ts';
import { lastOf, type OptionType } from './option-type.ts';
import { listOf } from './string-list.ts';

function normalCIDR(text: string, refuse: (text: string) => string): string {
  const cidr = parseCIDR(text);
  if (cidr === undefined) throw new OptionError(refuse(text));
  return formatCIDR(cidr);
}

const blacklist = listOf('lib.IPNet', (text) =>
  normalCIDR(text, (bad) => `failed to parse CIDR '${bad}': invalid CIDR address: ${bad}`),
);

/** Networks in normal form: `10.1.2.3/8` is kept as `10.0.0.0/8`. */
export const blacklistIPs: OptionType<readonly string[]> = {
  ...blacklist,
  fromFlag: (values) =>
    values.map((text) =>
      normalCIDR(text, (bad) => `error parsing blacklist-ip '${bad}': invalid CIDR address: ${bad}`),
    ),
};

/** Consecutive addresses a VU may send from. */
export interface IPBlock {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly count: bigint;
}

export interface LocalIPs {
  /** As the user wrote it. */
  readonly text: string;
  readonly blocks: readonly IPBlock[];
}

/** The address VU number `vuId` (from 1) sends from: the addresses are dealt out in turn. `setup()`, VU 0, has the first. */
export function localIPOfVU(pool: LocalIPs, vuId: number): string {
  const total = pool.blocks.reduce((sum, block) => sum + block.count, 0n);
  let index = BigInt(Math.max(0, vuId - 1)) % total;
  for (const { version, first, count } of pool.blocks) {
    if (index < count) return formatIP({ version, value: first + index });
    index -= count;
  }
  throw new Error(`no local address for VU ${vuId}`);
}

function parseBlock(text: string): IPBlock {
  if (text.includes('-')) return rangeBlock(text);
  if (text.includes('/')) return cidrBlock(text);
  const ip = parseIP(text);
  if (ip === undefined) throw new OptionError(`${text} is not a valid IP, IP range or CIDR`);
  return { version: ip.version, first: ip.value, count: 1n };
}

function rangeBlock(text: string): IPBlock {
  const ends = text.split('-').map(parseIP);
  const [first, last] = ends as [IPAddress | undefined, IPAddress | undefined];
  if (ends.length !== 2 || first === undefined || last === undefined) {
    throw new OptionError(`wrong IP range format: ${text}`);
  }
  if (first.version !== last.version) throw new OptionError(`mixed IP range format: ${text}`);
  if (last.value < first.value) throw new OptionError(`negative IP range: ${text}`);
  return { version: first.version, first: first.value, count: last.value - first.value + 1n };
}

function cidrBlock(text: string): IPBlock {
  const cidr = parseCIDR(text);
  if (cidr === undefined) throw new OptionError(`${text} is not a valid IP, IP range or CIDR`);
  return usableAddresses(cidr);
}

// An IPv4 network keeps its first address for itself and its last one for broadcasts.
function usableAddresses({ version, first, size }: CIDR): IPBlock {
  if (version === 4 && size > 2n) return { version, first: first + 1n, count: size - 2n };
  return { version, first, count: size };
}

function parsePool(text: string): LocalIPs | undefined {
  return text === '' ? undefined : { text, blocks: text.split(',').map(parseBlock) };
}

export const localIPs: OptionType<LocalIPs> = {
  goType: 'types.NullIPPool',
  flagKind: 'string',
  fromJSON: (json) => parsePool(String(json)),
  fromEnv: parsePool,
  fromFlag: (values) => parsePool(lastOf(values)),
  toJSON: (value) => value.text,
};
