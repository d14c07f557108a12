import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What a secret is for; its first letters, so that people and scanners recognise it. */
export type SecretKind = 'squ' | 'sqo' | 'sqr' | 'sqe' | 'sqa' | 'sqs' | 'sqw';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const HINT_LENGTH = 10;
const SHAPE = /^(squ|sqo|sqr|sqe|sqa|sqs|sqw)_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

/** A new secret: kind, 190 bits of chance, and a checksum by which typing errors are told from wrong secrets. */
export function createSecret(kind: SecretKind): string {
  const random = randomText(RANDOM_LENGTH);
  return `${kind}_${random}${checksum(random)}`;
}

/** The kind of a well-formed secret; undefined when it cannot be one, which needs no database to find out. */
export function secretKind(secret: string): SecretKind | undefined {
  const [, kind, random, sum] = SHAPE.exec(secret) ?? [];
  if (random === undefined || checksum(random) !== sum) return undefined;
  return kind as SecretKind;
}

/** What is stored in place of a secret. Secrets are random enough that no slow hash is needed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function hintOf(secret: string): string {
  return `${secret.slice(0, HINT_LENGTH)}…`;
}

export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // Bytes beyond the last full round of the alphabet would favour its first letters.
      if (byte < ALPHABET.length * 4 && text.length < length) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    digits = ALPHABET[rest % ALPHABET.length] + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
