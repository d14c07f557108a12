import { createHash } from 'node:crypto';
import type { Userinfo } from './go-url.ts';

/** The directives of a `WWW-Authenticate: Digest …` header. */
export type DigestChallenge = Readonly<Record<string, string>>;

export function parseDigestChallenge(header: string): DigestChallenge | undefined {
  const match = /^\s*Digest\s+(.*)$/is.exec(header);
  if (match === null) return undefined;
  const directives: Record<string, string> = {};
  for (const [, name = '', quoted, bare] of (match[1] ?? '').matchAll(
    /([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g,
  )) {
    directives[name.toLowerCase()] = quoted ?? bare ?? '';
  }
  return directives;
}

export interface DigestRequest {
  readonly user: Userinfo;
  readonly method: string;
  /** Path and query as sent. */
  readonly uri: string;
  readonly cnonce: string;
  readonly body: Uint8Array | null;
}

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
};

/** The `Authorization` header that answers a challenge; undefined when its algorithm is not known. */
export function digestAuthorization(challenge: DigestChallenge, request: DigestRequest): string | undefined {
  const algorithm = challenge.algorithm ?? 'MD5';
  const hashName = HASHES[algorithm.toUpperCase().replace(/-SESS$/, '')];
  if (hashName === undefined) return undefined;
  const hash = (text: string | Uint8Array) => createHash(hashName).update(text).digest('hex');
  const { realm = '', nonce = '', opaque } = challenge;
  const { user, cnonce } = request;
  const qop = chooseQop(challenge.qop);
  const nonceCount = '00000001';
  let secret = hash(`${user.username}:${realm}:${user.password ?? ''}`);
  if (/-sess$/i.test(algorithm)) secret = hash(`${secret}:${nonce}:${cnonce}`);
  const bodyPart = qop === 'auth-int' ? `:${hash(request.body ?? '')}` : '';
  const action = hash(`${request.method}:${request.uri}${bodyPart}`);
  const middle = qop === '' ? nonce : `${nonce}:${nonceCount}:${cnonce}:${qop}`;
  const fields = [
    `algorithm="${algorithm}"`,
    ...(qop === '' ? [] : [`cnonce="${cnonce}"`, `nc=${nonceCount}`]),
    `nonce="${nonce}"`,
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(qop === '' ? [] : [`qop=${qop}`]),
    `realm="${realm}"`,
    `response="${hash(`${secret}:${middle}:${action}`)}"`,
    `uri="${request.uri}"`,
    `username="${user.username}"`,
  ];
  return `Digest ${fields.join(', ')}`;
}

function chooseQop(offered: string | undefined): string {
  const options = (offered ?? '').split(',').map((option) => option.trim());
  if (options.includes('auth')) return 'auth';
  return options.includes('auth-int') ? 'auth-int' : '';
}
