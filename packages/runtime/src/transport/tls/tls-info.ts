import type { TLSSocket } from 'node:tls';
import type { TlsInfo } from '../transport.ts';

const VERSION_NAMES: Readonly<Record<string, string>> = {
  TLSv1: 'tls1.0',
  'TLSv1.1': 'tls1.1',
  'TLSv1.2': 'tls1.2',
  'TLSv1.3': 'tls1.3',
};

const known = new Map<string, TlsInfo>();

/** What was negotiated; one object for all connections that agreed on the same. */
export function tlsInfo(socket: TLSSocket, ocspStaple: Buffer | undefined): TlsInfo {
  const { standardName } = socket.getCipher();
  const protocol = socket.getProtocol() ?? '';
  const version = VERSION_NAMES[protocol] ?? protocol;
  if (ocspStaple !== undefined) return { version, cipherSuite: standardName, ocspStaple };
  const key = `${version} ${standardName}`;
  let info = known.get(key);
  if (info === undefined) {
    info = { version, cipherSuite: standardName, ocspStaple: undefined };
    known.set(key, info);
  }
  return info;
}
