import { UserError } from '@squall/core';

/** A place on the network to listen at or connect to. */
export interface NetworkAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a coordinator is unless somebody says otherwise. */
export const COORDINATOR_PORT = 6566;

/** The same for a controller. */
export const CONTROLLER_PORT = 6464;

const MAX_PORT = 65_535;

/** `host:port`, `host`, `:port`, `[::1]:port` or only the port. @throws UserError naming the flag */
export function parseAddress(text: string, flag: string, defaults: NetworkAddress): NetworkAddress {
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]/\s]*))(?::(\d+))?$/.exec(text);
  const [, bracketed, name = '', portText] = match ?? [];
  if (match === null || text === '') throw invalid(flag, text);
  if (bracketed === undefined && portText === undefined && /^\d+$/.test(name)) {
    return { host: defaults.host, port: parsePort(name, flag, text) };
  }
  const host = bracketed ?? (name === '' ? defaults.host : name);
  return { host, port: portText === undefined ? defaults.port : parsePort(portText, flag, text) };
}

/** As it stands in a URL or on a command line. */
export function formatAddress({ host, port }: NetworkAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where a program on this machine finds one that listens there. */
export function reachableFromHere({ host, port }: NetworkAddress): NetworkAddress {
  if (host === '0.0.0.0') return { host: '127.0.0.1', port };
  return { host: host === '::' ? '::1' : host, port };
}

function parsePort(digits: string, flag: string, text: string): number {
  const port = Number(digits);
  if (port > MAX_PORT) throw invalid(flag, text);
  return port;
}

function invalid(flag: string, text: string): UserError {
  return new UserError('USAGE', `${flag} must be host:port, got '${text}'`);
}
