import { createHash, createHmac, type Hash, hash } from 'node:crypto';
import { Md4 } from './md4.ts';

/** A hash under way; `digest` does not end it. */
export interface Digester {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

interface CopyableDigester extends Digester {
  copy(): CopyableDigester;
}

interface DigestAlgorithm {
  /** Node's name; undefined for what only we offer. */
  readonly nodeName: string | undefined;
  readonly blockBytes: number;
}

const SHORT_BLOCK = 64;
const LONG_BLOCK = 128;

const ALGORITHMS = {
  md4: { nodeName: undefined, blockBytes: SHORT_BLOCK },
  md5: { nodeName: 'md5', blockBytes: SHORT_BLOCK },
  sha1: { nodeName: 'sha1', blockBytes: SHORT_BLOCK },
  sha256: { nodeName: 'sha256', blockBytes: SHORT_BLOCK },
  sha384: { nodeName: 'sha384', blockBytes: LONG_BLOCK },
  sha512: { nodeName: 'sha512', blockBytes: LONG_BLOCK },
  sha512_224: { nodeName: 'sha512-224', blockBytes: LONG_BLOCK },
  sha512_256: { nodeName: 'sha512-256', blockBytes: LONG_BLOCK },
  ripemd160: { nodeName: 'ripemd160', blockBytes: SHORT_BLOCK },
} as const satisfies Record<string, DigestAlgorithm>;

export type DigestName = keyof typeof ALGORITHMS;

export const DIGEST_NAMES = Object.keys(ALGORITHMS) as readonly DigestName[];

export function isDigestName(name: unknown): name is DigestName {
  return typeof name === 'string' && Object.hasOwn(ALGORITHMS, name);
}

/** Hot path of request signing: the digest of one text, without a hash object in between. */
export function digestOf(name: DigestName, bytes: Uint8Array): Uint8Array {
  const { nodeName } = ALGORITHMS[name];
  if (nodeName !== undefined) return hash(nodeName, bytes, 'buffer');
  const md4 = new Md4();
  md4.update(bytes);
  return md4.digest();
}

/** Hot path of request signing. */
export function hmacOf(name: DigestName, secret: Uint8Array, bytes: Uint8Array): Uint8Array {
  const { nodeName } = ALGORITHMS[name];
  if (nodeName !== undefined) return createHmac(nodeName, secret).update(bytes).digest();
  const hmac = startHmac(name, secret);
  hmac.update(bytes);
  return hmac.digest();
}

export function startDigest(name: DigestName): Digester {
  return startCopyable(name);
}

/** HMAC (RFC 2104) on top of the plain hash: Node's own can be read only once and does not know MD4. */
export function startHmac(name: DigestName, secret: Uint8Array): Digester {
  const key = hmacKey(name, secret);
  const inner = startCopyable(name);
  inner.update(key.map((byte) => byte ^ 0x36));
  const outer = startCopyable(name);
  outer.update(key.map((byte) => byte ^ 0x5c));
  return {
    update: (bytes) => inner.update(bytes),
    digest() {
      const whole = outer.copy();
      whole.update(inner.digest());
      return whole.digest();
    },
  };
}

/** The secret filled up to a block with zeros; a longer one is replaced by its hash. */
function hmacKey(name: DigestName, secret: Uint8Array): Uint8Array {
  const { blockBytes } = ALGORITHMS[name];
  const key = new Uint8Array(blockBytes);
  if (secret.length <= blockBytes) {
    key.set(secret);
  } else {
    key.set(digestOf(name, secret));
  }
  return key;
}

function startCopyable(name: DigestName): CopyableDigester {
  const { nodeName } = ALGORITHMS[name];
  return nodeName === undefined ? new Md4() : new NodeDigester(createHash(nodeName));
}

class NodeDigester implements CopyableDigester {
  readonly #hash: Hash;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  digest(): Uint8Array {
    return this.#hash.copy().digest();
  }

  copy(): NodeDigester {
    return new NodeDigester(this.#hash.copy());
  }
}
