import { createHmac } from 'node:crypto';
import { Md4 } from '../../crypto/md4.ts';

export interface NtlmIdentity {
  readonly username: string;
  readonly domain: string;
  readonly password: string;
}

/** What an NTLMv2 response is made for. Challenges have 8 bytes, `fileTime` is in the units of Windows. */
export interface NtlmV2Challenge {
  readonly serverChallenge: Uint8Array;
  readonly clientChallenge: Uint8Array;
  readonly fileTime: bigint;
  /** The server's target information as it came. */
  readonly targetInfo: Uint8Array;
}

const HEADER = [1, 1, 0, 0, 0, 0, 0, 0];
const GAP = [0, 0, 0, 0];

/** NTOWFv2 of MS-NLMP 3.3.2. */
export function ntlmV2Key({ username, domain, password }: NtlmIdentity): Buffer {
  const hash = new Md4();
  hash.update(utf16(password));
  return hmacMd5(hash.digest(), utf16(username.toUpperCase() + domain));
}

/** The NtChallengeResponse of MS-NLMP 3.3.2: a proof of the key, and what it was made of. */
export function ntResponse(key: Uint8Array, challenge: NtlmV2Challenge): Buffer {
  const { serverChallenge, clientChallenge, fileTime, targetInfo } = challenge;
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(fileTime);
  const blob = Buffer.from([...HEADER, ...time, ...clientChallenge, ...GAP, ...targetInfo, ...GAP]);
  return Buffer.concat([hmacMd5(key, serverChallenge, blob), blob]);
}

/** The LmChallengeResponse of MS-NLMP 3.3.2. */
export function lmResponse(
  key: Uint8Array,
  { serverChallenge, clientChallenge }: Pick<NtlmV2Challenge, 'serverChallenge' | 'clientChallenge'>,
): Buffer {
  return Buffer.concat([hmacMd5(key, serverChallenge, clientChallenge), clientChallenge]);
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}
