import type { webcrypto } from 'node:crypto';
import { requireBytes } from './buffers.ts';
import { CryptoFailure } from './crypto-failure.ts';
import { type HostKey, hostKeyOf } from './crypto-keys.ts';

export type Operation =
  | 'digest'
  | 'generateKey'
  | 'importKey'
  | 'encrypt'
  | 'decrypt'
  | 'sign'
  | 'verify'
  | 'deriveBits'
  | 'deriveKey';

/** Parameters as Node takes them. Which of them are there is up to the script: Node refuses what is missing. */
export type AlgorithmParameters = webcrypto.AesKeyGenParams &
  webcrypto.AesCbcParams &
  webcrypto.Pbkdf2Params &
  webcrypto.HmacImportParams;

const DIGESTS = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
const AES = ['AES-CBC', 'AES-CTR', 'AES-GCM'];
const SIGNATURES = ['ECDSA', 'RSASSA-PKCS1-v1_5', 'RSA-PSS'];
const CIPHERS = [...AES, 'RSA-OAEP'];
const KEYED = ['AES-KW', 'HMAC', 'ECDH', ...CIPHERS, ...SIGNATURES];

const SUPPORTED: Readonly<Record<Operation, readonly string[]>> = {
  digest: DIGESTS,
  generateKey: KEYED,
  importKey: [...KEYED, 'PBKDF2'],
  encrypt: CIPHERS,
  decrypt: CIPHERS,
  sign: ['HMAC', ...SIGNATURES],
  verify: ['HMAC', ...SIGNATURES],
  deriveBits: ['ECDH', 'PBKDF2'],
  deriveKey: ['PBKDF2'],
};

const BYTES = ['iv', 'counter', 'additionalData', 'label', 'salt', 'publicExponent'] as const;
const NUMBERS = ['length', 'tagLength', 'saltLength', 'iterations', 'modulusLength'] as const;

/** Reads what a script gave as an algorithm: a name, or an object with a name and parameters. */
export function readAlgorithm(given: unknown, operation: Operation): AlgorithmParameters {
  const object = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
  const written = typeof given === 'string' ? given : object.name;
  if (typeof written !== 'string' || written === '') {
    throw new CryptoFailure('TypeError', 'algorithm name is missing or is not a string');
  }
  const name = SUPPORTED[operation].find((known) => known.toUpperCase() === written.toUpperCase());
  if (name === undefined) {
    throw new CryptoFailure(
      'NotSupportedError',
      `algorithm "${written.toUpperCase()}" doesn't support (in implementation) operation "${operation}"`,
    );
  }
  return { name, ...readParameters(object, name, operation) } as unknown as AlgorithmParameters;
}

function readParameters(given: Record<string, unknown>, name: string, operation: Operation) {
  const parameters: Record<string, unknown> = {};
  for (const key of BYTES) if (given[key] !== undefined) parameters[key] = requireBytes(given[key]);
  for (const key of NUMBERS) if (given[key] !== undefined) parameters[key] = Number(given[key]);
  if (given.hash !== undefined) parameters.hash = readAlgorithm(given.hash, 'digest').name;
  if (given.namedCurve !== undefined) parameters.namedCurve = String(given.namedCurve);
  if (given.public !== undefined) parameters.public = requirePublicKey(given.public);
  if (name === 'AES-GCM' && (operation === 'encrypt' || operation === 'decrypt')) {
    requireGcmVector(parameters.iv);
  }
  return parameters;
}

function requirePublicKey(given: unknown): HostKey {
  const key = hostKeyOf(given);
  if (key === undefined) {
    throw new CryptoFailure('InvalidAccessError', 'the public key is not a valid CryptoKey');
  }
  return key;
}

/** Other lengths are allowed by the standard, but not by Go. */
function requireGcmVector(iv: unknown): void {
  if ((iv as Uint8Array | undefined)?.byteLength === 12) return;
  throw new CryptoFailure('NotSupportedError', 'only 12 bytes long iv are supported');
}
