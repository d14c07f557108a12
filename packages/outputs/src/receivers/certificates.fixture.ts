import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../../../tests/conformance/target/certs/', import.meta.url);

/** Where files named in settings are looked for. */
export const CERTIFICATE_FOLDER: string = FOLDER.pathname;

/** Key material of the conformance target: valid for localhost and the loopback addresses. */
export function certificate(
  name: 'ca.crt' | 'server.crt' | 'server.key' | 'client.crt' | 'client.key',
): Buffer {
  return readFileSync(new URL(name, FOLDER));
}
