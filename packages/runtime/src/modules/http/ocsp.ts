import type { WireResponse } from '../../transport/transport.ts';

/** `response.ocsp`; times in seconds. */
export interface OcspInfo {
  readonly produced_at: number;
  readonly this_update: number;
  readonly next_update: number;
  readonly revoked_at: number;
  readonly revocation_reason: string;
  readonly status: string;
}

const NOTHING = {
  produced_at: 0,
  this_update: 0,
  next_update: 0,
  revoked_at: 0,
  revocation_reason: '',
  status: '',
};

/** What a stapled OCSP response says. */
export function parseOcspStaple(tls: WireResponse['tls']): OcspInfo {
  if (tls === undefined) return NOTHING;
  return { ...NOTHING, status: 'unknown' };
}
