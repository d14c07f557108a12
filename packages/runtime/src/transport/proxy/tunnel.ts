import type { TransportFailure } from '../transport.ts';

/** What a tunnel does with bytes of the proxy. */
export type TunnelStep =
  | { readonly kind: 'wait' }
  | { readonly kind: 'send'; readonly bytes: Buffer }
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly failure: TransportFailure };

/** The talk with a proxy until the connection leads to the target. It knows no sockets. */
export interface Tunnel {
  /** What is said first. */
  readonly opening: Buffer;
  feed(bytes: Buffer): TunnelStep;
  /** The proxy hung up. */
  endFailure(): TransportFailure;
}

export const WAIT: TunnelStep = { kind: 'wait' };
export const OPEN: TunnelStep = { kind: 'open' };
