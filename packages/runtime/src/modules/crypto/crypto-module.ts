import { randomFillSync } from 'node:crypto';
import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import type { BuiltinModule, ModuleExports } from '../builtin-module.ts';
import { hex, paddedBase64, paddedBase64Url, rawBase64Url } from '../encoding/base64-encode.ts';
import { oncePerRealm } from '../per-realm.ts';
import { requireScriptBytes } from '../script-bytes.ts';
import {
  DIGEST_NAMES,
  type Digester,
  type DigestName,
  digestOf,
  hmacOf,
  isDigestName,
  startDigest,
  startHmac,
} from './digest-algorithms.ts';

/** `k6/crypto`. */
export const cryptoModule: BuiltinModule = {
  specifier: 'k6/crypto',
  instantiate: ({ realm }) => cryptoExports(realm),
};

const cryptoExports = oncePerRealm((realm): ModuleExports => {
  const functions: Record<string, AnyFunction> = {
    createHash: (algorithm: unknown) => hasherObject(startDigest(requireDigestName(algorithm, realm)), realm),
    createHMAC(algorithm: unknown, secret: unknown) {
      const name = requireDigestName(algorithm, realm);
      return hasherObject(startHmac(name, requireScriptBytes(secret, realm)), realm);
    },
    hmac(algorithm: unknown, secret: unknown, data: unknown, outputEncoding: unknown) {
      const name = requireDigestName(algorithm, realm);
      const digest = hmacOf(name, requireScriptBytes(secret, realm), requireScriptBytes(data, realm));
      return encodeDigest(digest, outputEncoding, realm);
    },
    hexEncode: (data: unknown) => hex(requireScriptBytes(data, realm)),
    randomBytes: (size: unknown) =>
      realm.createArrayBuffer(randomFillSync(new Uint8Array(requireSize(size, realm)))),
  };
  for (const name of DIGEST_NAMES) functions[name] = hashFunction(name, realm);
  const named = Object.entries(functions).map(
    ([name, fn]) => [name, realm.native(name, fn.length, fn)] as const,
  );
  return { named: Object.fromEntries(named) };
});

function hashFunction(name: DigestName, realm: Realm): AnyFunction {
  return (input: unknown, outputEncoding: unknown) => {
    const digest = digestOf(name, requireScriptBytes(input, realm, `${name} failed: `));
    return encodeDigest(digest, outputEncoding, realm);
  };
}

/** k6's Hasher: `update` returns nothing, `digest` may be called again and followed by more updates. */
function hasherObject(digester: Digester, realm: Realm): Record<string, unknown> {
  const hasher = realm.createObject();
  hasher.update = realm.native('update', 1, (data: unknown) => {
    digester.update(requireScriptBytes(data, realm));
  });
  hasher.digest = realm.native('digest', 1, (outputEncoding: unknown) =>
    encodeDigest(digester.digest(), outputEncoding, realm),
  );
  return hasher;
}

function encodeDigest(digest: Uint8Array, outputEncoding: unknown, realm: Realm): string | ArrayBuffer {
  switch (outputEncoding) {
    case 'hex':
      return hex(digest);
    case 'base64':
      return paddedBase64(digest);
    case 'base64url':
      return paddedBase64Url(digest);
    case 'base64rawurl':
      return rawBase64Url(digest);
    case 'binary':
      return realm.createArrayBuffer(digest);
    default:
      throw realm.goError(`invalid output encoding: ${textArgument(outputEncoding, realm)}`);
  }
}

function requireDigestName(algorithm: unknown, realm: Realm): DigestName {
  if (isDigestName(algorithm)) return algorithm;
  throw realm.goError(`invalid algorithm: ${textArgument(algorithm, realm)}`);
}

function requireSize(size: unknown, realm: Realm): number {
  const bytes = Math.trunc(realm.intrinsics.Number(size));
  if (bytes >= 1) return bytes;
  throw realm.goError('invalid size');
}

/** A missing argument reads as the empty text, as k6's typed parameters do. */
function textArgument(value: unknown, realm: Realm): string {
  return value === undefined ? '' : realm.intrinsics.String(value);
}
