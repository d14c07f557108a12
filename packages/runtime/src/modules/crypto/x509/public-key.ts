import type { KeyObject } from 'node:crypto';
import { type DerElement, readDer } from './der.ts';

export interface PublicKeyFields {
  readonly algorithm: 'RSA' | 'DSA' | 'ECDSA';
  readonly key: Readonly<Record<string, unknown>>;
}

/** Undefined for kinds of keys k6 does not read either, such as Ed25519. */
export function publicKeyFields(key: KeyObject): PublicKeyFields | undefined {
  switch (key.asymmetricKeyType) {
    case 'rsa': {
      const { n, e } = key.export({ format: 'jwk' });
      return { algorithm: 'RSA', key: { e: Number(BigInt(`0x${hexOf(e)}`)), n: bytesOf(n) } };
    }
    case 'ec': {
      const { crv, x, y } = key.export({ format: 'jwk' });
      return { algorithm: 'ECDSA', key: { curve: crv, x: bytesOf(x), y: bytesOf(y) } };
    }
    case 'dsa':
      return { algorithm: 'DSA', key: dsaNumbers(key.export({ type: 'spki', format: 'der' })) };
    default:
      return undefined;
  }
}

/** Node exports DSA keys in DER only. The public number sits in a bit string, behind its count of unused bits. */
function dsaNumbers(spki: Uint8Array): Readonly<Record<string, unknown>> {
  const [algorithm, bits] = inside(readDer(spki)[0]);
  const [p, q, g] = inside(inside(algorithm)[1]).map(({ content }) => unsigned(content));
  const y = readDer(bits?.content.subarray(1) ?? new Uint8Array())[0];
  return { parameters: { p, q, g }, y: unsigned(y?.content ?? new Uint8Array()) };
}

function inside(element: DerElement | undefined): readonly DerElement[] {
  return element === undefined ? [] : readDer(element.content);
}

/** Without the zero byte that keeps a DER integer positive. */
function unsigned(content: Uint8Array): number[] {
  return [...(content[0] === 0 ? content.subarray(1) : content)];
}

function bytesOf(base64url: string | undefined): number[] {
  return [...Buffer.from(base64url ?? '', 'base64url')];
}

function hexOf(base64url: string | undefined): string {
  return Buffer.from(base64url ?? 'AA', 'base64url').toString('hex');
}
