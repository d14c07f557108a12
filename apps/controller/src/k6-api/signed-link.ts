import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link that needs no credentials carries instead: proof that it was made here, for that purpose. */
export function signLink(purpose: string, signingKey: string): string {
  return createHmac('sha256', signingKey).update(purpose).digest('base64url');
}

export function isSigned(purpose: string, signature: string | undefined, signingKey: string): boolean {
  const expected = Buffer.from(signLink(purpose, signingKey));
  const given = Buffer.from(signature ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
