import type { TlsInfo } from '../../transport/transport.ts';
import { childrenOf, type DerValue, generalizedTimeSeconds, readDer } from './der.ts';

/** `response.ocsp`; times in seconds. */
export interface OcspInfo {
  readonly produced_at: number;
  readonly this_update: number;
  readonly next_update: number;
  readonly revoked_at: number;
  readonly revocation_reason: string;
  readonly status: string;
}

const NOTHING: OcspInfo = {
  produced_at: 0,
  this_update: 0,
  next_update: 0,
  revoked_at: 0,
  revocation_reason: '',
  status: '',
};
const UNKNOWN: OcspInfo = { ...NOTHING, status: 'unknown' };
const SERVER_FAILED: OcspInfo = { ...NOTHING, status: 'server_failed' };

// Seconds of Go's zero time, which k6 shows for times that are absent.
const NO_TIME = -62_135_596_800;

const REASONS = [
  'unspecified',
  'key_compromise',
  'ca_compromise',
  'affiliation_changed',
  'superseded',
  'cessation_of_operation',
  'certificate_hold',
  '',
  'remove_from_crl',
  'privilege_withdrawn',
  'aa_compromise',
];

const parsed = new WeakMap<Buffer, OcspInfo>();

/** What a stapled OCSP response says; `unknown` for TLS without one, all empty without TLS. */
export function ocspInfoOf(tls: TlsInfo | undefined): OcspInfo {
  if (tls === undefined) return NOTHING;
  const { ocspStaple } = tls;
  if (ocspStaple === undefined) return UNKNOWN;
  let info = parsed.get(ocspStaple);
  if (info === undefined) {
    info = parseOcspResponse(ocspStaple);
    parsed.set(ocspStaple, info);
  }
  return info;
}

/** RFC 6960, section 4.2.1. */
export function parseOcspResponse(staple: Uint8Array): OcspInfo {
  try {
    const [status, wrapped] = childrenOf(readDer(staple));
    if (status?.bytes[0] !== 0 || wrapped === undefined) return SERVER_FAILED;
    const [, octets] = childrenOf(only(wrapped));
    if (octets === undefined) return UNKNOWN;
    const [responseData] = childrenOf(readDer(octets.bytes));
    return responseData === undefined ? UNKNOWN : readResponseData(childrenOf(responseData));
  } catch (error) {
    // A staple that is no DER says nothing about the certificate.
    if (error instanceof RangeError) return UNKNOWN;
    throw error;
  }
}

const CONTEXT_0 = 0xa0;
const CONTEXT_1 = 0xa1;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;

function readResponseData(fields: readonly DerValue[]): OcspInfo {
  const producedAt = fields.find((field) => field.tag === GENERALIZED_TIME);
  const responses = fields.find((field) => field.tag === SEQUENCE);
  const single = responses === undefined ? undefined : childrenOf(responses)[0];
  const [, certStatus, thisUpdate, nextUpdate] = single === undefined ? [] : childrenOf(single);
  if (certStatus === undefined) return UNKNOWN;
  const revoked = certStatus.tag === CONTEXT_1 ? childrenOf(certStatus) : [];
  const next = nextUpdate?.tag === CONTEXT_0 ? only(nextUpdate) : undefined;
  const reason = revoked[1] === undefined ? 0 : (only(revoked[1]).bytes[0] ?? 0);
  return {
    produced_at: secondsOf(producedAt),
    this_update: secondsOf(thisUpdate),
    next_update: secondsOf(next),
    revoked_at: secondsOf(revoked[0]),
    revocation_reason: REASONS[reason] ?? '',
    status: certStatus.tag === CONTEXT_1 ? 'revoked' : certStatus.tag === 0x80 ? 'good' : 'unknown',
  };
}

function secondsOf(time: DerValue | undefined): number {
  return time === undefined ? NO_TIME : generalizedTimeSeconds(time);
}

function only(wrapper: DerValue): DerValue {
  const [child] = childrenOf(wrapper);
  if (child === undefined) throw new RangeError('a DER wrapper is empty');
  return child;
}
