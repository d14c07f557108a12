import type { RequestTarget } from '../../transport/transport.ts';
import { formatUrl, type GoUrl } from '../http/go-url.ts';
import { requestUrl } from '../http/request-url.ts';

/** The URL of a WebSocket and what it means for HTTP. */
export interface SocketUrl {
  /** As scripts and tags show it. */
  readonly text: string;
  /** The http(s) form, whose cookies the handshake sends. */
  readonly httpUrl: GoUrl;
  readonly target: RequestTarget;
}

export const MALFORMED_URL = 'malformed ws or wss URL';

/** Undefined for URLs that are none of a WebSocket. */
export function socketUrl(url: GoUrl): SocketUrl | undefined {
  if ((url.scheme !== 'ws' && url.scheme !== 'wss') || url.user !== undefined) return undefined;
  const httpUrl = { ...url, scheme: url.scheme === 'wss' ? 'https' : 'http' };
  const { destination } = requestUrl(httpUrl);
  return destination.kind === 'target'
    ? { text: formatUrl(url), httpUrl, target: destination.target }
    : undefined;
}
