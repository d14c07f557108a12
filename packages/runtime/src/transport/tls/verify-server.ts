import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { TRANSPORT_ERROR } from '../error-codes.ts';
import type { TransportFailure } from '../transport.ts';

/**
 * Checks the server's certificate in Go's order: validity of the leaf, its names, the chain. OpenSSL's verdict on
 * the chain stands ready on the socket.
 */
export function verifyServer(
  socket: TLSSocket,
  hostname: string,
  wallMs: number,
): TransportFailure | undefined {
  const leaf = socket.getPeerX509Certificate();
  if (leaf === undefined) return certificateFailure('tls: no certificates configured', undefined);
  const flaw = validityFlaw(leaf, wallMs);
  if (flaw !== undefined) return certificateFailure(flaw, undefined);
  const nameFlaw = hostnameFlaw(leaf, hostname);
  if (nameFlaw !== undefined) {
    return certificateFailure(nameFlaw, {
      code: TRANSPORT_ERROR.CERTIFICATE_HOSTNAME,
      short: "x509: certificate doesn't match hostname",
    });
  }
  if (!socket.authorizationError) return undefined;
  return certificateFailure('x509: certificate signed by unknown authority', {
    code: TRANSPORT_ERROR.UNKNOWN_AUTHORITY,
    short: 'x509: unknown authority',
  });
}

function certificateFailure(
  flaw: string,
  known: { readonly code: number; readonly short: string } | undefined,
): TransportFailure {
  const { code = TRANSPORT_ERROR.OTHER, short = flaw } = known ?? {};
  return { code, short, full: `tls: failed to verify certificate: ${flaw}` };
}

function validityFlaw(leaf: X509Certificate, wallMs: number): string | undefined {
  const notBefore = Date.parse(leaf.validFrom);
  const notAfter = Date.parse(leaf.validTo);
  const flaw = 'x509: certificate has expired or is not yet valid: current time';
  if (wallMs < notBefore) return `${flaw} ${seconds(wallMs)} is before ${seconds(notBefore)}`;
  return wallMs > notAfter ? `${flaw} ${seconds(wallMs)} is after ${seconds(notAfter)}` : undefined;
}

function seconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

function hostnameFlaw(leaf: X509Certificate, hostname: string): string | undefined {
  const names = alternativeNames(leaf);
  if (isIP(hostname) !== 0) {
    if (leaf.checkIP(hostname) !== undefined) return undefined;
    return names.ips.length === 0
      ? `x509: cannot validate certificate for ${hostname} because it doesn't contain any IP SANs`
      : `x509: certificate is valid for ${names.ips.join(', ')}, not ${hostname}`;
  }
  if (leaf.checkHost(hostname, { subject: 'never' }) !== undefined) return undefined;
  if (names.dns.length > 0) return `x509: certificate is valid for ${names.dns.join(', ')}, not ${hostname}`;
  return leaf.subjectAltName === undefined
    ? 'x509: certificate relies on legacy Common Name field, use SANs instead'
    : `x509: certificate is not valid for any names, but wanted to match ${hostname}`;
}

function alternativeNames(leaf: X509Certificate): { dns: string[]; ips: string[] } {
  const entries = (leaf.subjectAltName ?? '').split(', ');
  const valuesOf = (prefix: string) =>
    entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
  return { dns: valuesOf('DNS:'), ips: valuesOf('IP Address:') };
}
