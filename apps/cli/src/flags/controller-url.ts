import { UserError } from '@squall/core';
import { CONTROLLER_PORT, formatAddress, parseAddress } from './network-address.ts';

const HERE = { host: '127.0.0.1', port: CONTROLLER_PORT };

/** Where a controller is, as something to begin addresses with: `https://load.example.com`. @throws UserError */
export function readControllerUrl(text: string, flag: string): string {
  const url = /^\w+:\/\//.test(text) ? parsed(text, flag) : undefined;
  if (url === undefined) return `http://${formatAddress(parseAddress(text, flag, HERE))}`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid(flag, text);
  if (url.username !== '' || url.search !== '' || url.hash !== '') throw invalid(flag, text);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Where its agents connect. @throws UserError */
export function controllerSocketUrl(text: string): string {
  const url = readControllerUrl(text.replace(/^ws(?=s?:\/\/)/, 'http'), '--controller');
  return url.replace(/^http/, 'ws');
}

function parsed(text: string, flag: string): URL {
  try {
    return new URL(text);
  } catch {
    throw invalid(flag, text);
  }
}

function invalid(flag: string, text: string): UserError {
  return new UserError('USAGE', `${flag} must be an address such as https://load.example.com, got '${text}'`);
}
