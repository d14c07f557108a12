import { isIP, isIPv6 } from 'node:net';
import { ApiError } from '../errors/api-error.ts';

const HOSTNAME = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const MAX_HOSTNAME_LENGTH = 253;
const MAX_BITS = { 4: 32, 6: 128 } as const;

/**
 * Host names, `*.suffix`, addresses and CIDR ranges that the scripts of a project may not connect to, each once and
 * in the form in which agents compare it.
 * @throws ApiError invalid-request that names the first entry that is none of these
 */
export function parseDeniedTargets(entries: readonly string[]): readonly string[] {
  return [...new Set(entries.map(parseEntry))];
}

function parseEntry(text: string, index: number): string {
  const entry = text.trim().toLowerCase().replace(/\.$/, '');
  const [ip = '', bits, ...rest] = entry.split('/');
  if (isIP(ip) !== 0 && !ip.includes('%')) {
    const max = MAX_BITS[isIPv6(ip) ? 6 : 4];
    if (bits === undefined) return entry;
    if (rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= max) return entry;
  } else if (entry.length <= MAX_HOSTNAME_LENGTH && HOSTNAME.test(entry) && !looksLikeAddress(entry)) {
    return entry;
  }
  throw new ApiError(
    'invalid-request',
    `${JSON.stringify(text)} is no target: give a host name, *.suffix, an address or a range such as 10.0.0.0/8`,
    { target: `targets.${index}` },
  );
}

/** A mistyped address would be a name that nobody has: it would forbid nothing. */
const looksLikeAddress = (entry: string): boolean => /^[\d.]+$/.test(entry);
