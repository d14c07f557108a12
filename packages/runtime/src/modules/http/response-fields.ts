import { toInteger } from './request-params.ts';

/** In the order `JSON.stringify` shows them. */
export const RESPONSE_FIELDS = [
  'remote_ip',
  'remote_port',
  'url',
  'status',
  'status_text',
  'proto',
  'headers',
  'cookies',
  'body',
  'timings',
  'tls_version',
  'tls_cipher_suite',
  'ocsp',
  'error',
  'error_code',
  'request',
] as const;

export type ResponseField = (typeof RESPONSE_FIELDS)[number];

const names: ReadonlySet<unknown> = new Set(RESPONSE_FIELDS);

export function isResponseField(key: unknown): key is ResponseField {
  return names.has(key);
}

const asIs = (value: unknown) => value;

/** What becomes of a value a script assigns to a field. */
export const FIELD_COERCIONS: Readonly<Record<ResponseField, (value: unknown) => unknown>> = {
  remote_ip: String,
  remote_port: toInteger,
  url: String,
  status: toInteger,
  status_text: String,
  proto: String,
  headers: asIs,
  cookies: asIs,
  body: asIs,
  timings: asIs,
  tls_version: String,
  tls_cipher_suite: String,
  ocsp: asIs,
  error: String,
  error_code: toInteger,
  request: asIs,
};
