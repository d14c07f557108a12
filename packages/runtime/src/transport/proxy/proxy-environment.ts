import { isIP } from 'node:net';
import { IpRange } from '../address/ip-range.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment asks for, by the usual variables (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`, also in
 * lower case); this machine itself is never reached through one.
 */
export function proxyFor(url: string, environment: Environment): string | undefined {
  const { protocol, hostname: bracketed, port } = new URL(url);
  const hostname = bracketed.replace(/^\[|\]$/g, '');
  const isSecure = protocol === 'https:';
  const proxy = read(environment, isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === '' || isLoopback(hostname)) return undefined;
  const defaultPort = isSecure ? '443' : '80';
  const exceptions = read(environment, 'NO_PROXY')
    .split(',')
    .map((entry) => entry.trim().toLowerCase());
  if (exceptions.some((entry) => isException(entry, hostname, port || defaultPort))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function read(environment: Environment, name: string): string {
  return environment[name] || environment[name.toLowerCase()] || '';
}

function isLoopback(hostname: string): boolean {
  if (isIP(hostname) === 4) return hostname.startsWith('127.');
  return hostname === 'localhost' || hostname === '::1';
}

/** `*`, `name`, `.suffix`, `*.suffix`, `ip` or `ip/bits`; all but ranges perhaps with a port. */
function isException(entry: string, hostname: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const [network = '', bits] = entry.split('/', 2);
  const family = isIP(network);
  if (bits !== undefined || family === 6) return isInRange({ network, bits, family }, hostname);
  const [, name = entry, entryPort = port] = /^\[?(.*?)\]?:(\d+)$/.exec(entry) ?? [];
  if (entryPort !== port) return false;
  if (isIP(name) !== 0 || isIP(hostname) !== 0) return name === hostname;
  const domain = name.replace(/^\*?\./, '');
  return hostname.endsWith(`.${domain}`) || (hostname === domain && !/^\*?\./.test(name));
}

interface Range {
  readonly network: string;
  readonly bits: string | undefined;
  readonly family: number;
}

function isInRange({ network, bits, family }: Range, hostname: string): boolean {
  if (family === 0 || isIP(hostname) !== family) return false;
  if (bits === undefined) return new IpRange(network).contains(hostname);
  const most = family === 6 ? 128 : 32;
  return (
    /^\d{1,3}$/.test(bits) && Number(bits) <= most && new IpRange(`${network}/${bits}`).contains(hostname)
  );
}
