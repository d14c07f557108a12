import type { webcrypto } from 'node:crypto';
import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { promiseOfWork } from '../host-promise.ts';
import { type AlgorithmParameters, readAlgorithm } from './algorithms.ts';
import { requireBytes } from './buffers.ts';
import { CryptoFailure, scriptFailure } from './crypto-failure.ts';
import { type HostKey, hostKeyOf, scriptKey } from './crypto-keys.ts';

type Usages = readonly webcrypto.KeyUsage[];
type HostResult = ArrayBuffer | boolean | HostKey | webcrypto.CryptoKeyPair | webcrypto.JsonWebKey;

/** Looked up when first used: Node loads its implementation then. */
const host = (): webcrypto.SubtleCrypto => (globalThis as { crypto: webcrypto.Crypto }).crypto.subtle;

/** What each method does with its arguments. They are read, and copied, before anything else can change them. */
const METHODS: Readonly<Record<string, (...args: unknown[]) => Promise<HostResult>>> = {
  digest: (algorithm, data) => host().digest(readAlgorithm(algorithm, 'digest').name, requireBytes(data)),
  generateKey: (algorithm, extractable, usages) =>
    host().generateKey(readAlgorithm(algorithm, 'generateKey'), Boolean(extractable), readUsages(usages)),
  importKey: (format, data, algorithm, extractable, usages) =>
    importKey(String(format), data, readAlgorithm(algorithm, 'importKey'), [extractable, usages]),
  exportKey: (format, key) => exportKey(String(format), requireKey(key)),
  encrypt: (algorithm, key, data) => cipher('encrypt', algorithm, key, data),
  decrypt: (algorithm, key, data) => cipher('decrypt', algorithm, key, data),
  sign: (algorithm, key, data) => {
    const parameters = forKey(readAlgorithm(algorithm, 'sign'), requireKey(key));
    return host().sign(parameters, requireKey(key), requireBytes(data));
  },
  verify: (algorithm, key, signature, data) => {
    const parameters = forKey(readAlgorithm(algorithm, 'verify'), requireKey(key));
    return host().verify(parameters, requireKey(key), requireBytes(signature), requireBytes(data));
  },
  deriveBits: (algorithm, key, length) => {
    const parameters = forKey(readAlgorithm(algorithm, 'deriveBits'), requireKey(key));
    const bits = length === undefined || length === null ? null : Number(length);
    return host().deriveBits(parameters, requireKey(key), bits as number);
  },
  deriveKey: (algorithm, key, derived, extractable, usages) => {
    const parameters = forKey(readAlgorithm(algorithm, 'deriveKey'), requireKey(key));
    return host().deriveKey(
      parameters,
      requireKey(key),
      readAlgorithm(derived, 'generateKey'),
      Boolean(extractable),
      readUsages(usages),
    );
  },
};

/** `crypto.subtle`; its promises belong to the VU that runs. */
export function createSubtleCrypto(realm: Realm): object {
  const subtle = realm.createObject();
  for (const [name, method] of Object.entries(METHODS)) {
    subtle[name] = realm.native(name, method.length, (...args: unknown[]) => {
      const { loop } = realm.runningVU as VUContext;
      return promiseOfWork(loop, begin(method, args), {
        value: (value) => scriptResult(realm, value),
        error: (error) => scriptFailure(realm, error, name),
      });
    });
  }
  for (const name of ['wrapKey', 'unwrapKey']) subtle[name] = notImplemented(realm, name);
  return subtle;
}

/** Bad arguments reject, too. */
async function begin<T>(method: (...args: unknown[]) => Promise<T>, args: readonly unknown[]): Promise<T> {
  return method(...args);
}

function notImplemented(realm: Realm, name: string): AnyFunction {
  return realm.native(name, 7, () => {
    throw realm.goError('not implemented');
  });
}

function scriptResult(realm: Realm, value: HostResult): unknown {
  if (typeof value === 'boolean') return value;
  if (value instanceof ArrayBuffer) return realm.createArrayBuffer(new Uint8Array(value));
  if ('usages' in value) return scriptKey(realm, value);
  if (!('privateKey' in value)) return realm.clone(value);
  const pair = realm.createObject();
  pair.privateKey = scriptKey(realm, value.privateKey);
  pair.publicKey = scriptKey(realm, value.publicKey);
  return pair;
}

function cipher(operation: 'encrypt' | 'decrypt', algorithm: unknown, key: unknown, data: unknown) {
  const parameters = forKey(readAlgorithm(algorithm, operation), requireKey(key));
  return host()[operation](parameters, requireKey(key), requireBytes(data));
}

function importKey(
  format: string,
  data: unknown,
  algorithm: AlgorithmParameters,
  [extractable, usages]: readonly [unknown, unknown],
): Promise<HostKey> {
  const rest = [algorithm, Boolean(extractable), readUsages(usages)] as const;
  if (format === 'jwk') return host().importKey('jwk', structuredClone(plainJwk(data)), ...rest);
  requireFormat(format);
  return host().importKey(format, requireBytes(data), ...rest);
}

function exportKey(format: string, key: HostKey): Promise<ArrayBuffer | webcrypto.JsonWebKey> {
  if (!key.extractable) throw new CryptoFailure('InvalidAccessError', 'the key is not extractable');
  if (format === 'jwk') return host().exportKey('jwk', key);
  requireFormat(format);
  return host().exportKey(format, key);
}

function requireFormat(format: string): asserts format is 'raw' | 'spki' | 'pkcs8' {
  if (format === 'raw' || format === 'spki' || format === 'pkcs8') return;
  throw new CryptoFailure('NotSupportedError', `unsupported key format ${format}`);
}

/** A script's object has another realm's arrays; they are copied by value. */
function plainJwk(data: unknown): webcrypto.JsonWebKey {
  if (typeof data !== 'object' || data === null) {
    throw new CryptoFailure('DataError', 'invalid key data: a JWK object is needed');
  }
  return JSON.parse(JSON.stringify(data)) as webcrypto.JsonWebKey;
}

function requireKey(value: unknown): HostKey {
  const key = hostKeyOf(value);
  if (key === undefined) throw new CryptoFailure('InvalidAccessError', 'key is not a valid CryptoKey');
  return key;
}

function forKey(parameters: AlgorithmParameters, key: HostKey): AlgorithmParameters {
  if (key.algorithm.name === parameters.name) return parameters;
  throw new CryptoFailure('InvalidAccessError', 'algorithm name does not match key algorithm name');
}

function readUsages(value: unknown): Usages & webcrypto.KeyUsage[] {
  if (!Array.isArray(value)) throw new CryptoFailure('SyntaxError', 'invalid key usage');
  return value.map(String) as webcrypto.KeyUsage[];
}
