import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';
import type { Principal } from '../identity/principal.ts';
import type { Services } from '../services.ts';

export const SESSION_COOKIE = 'squall_session';
export const CSRF_HEADER = 'x-csrf-token';
export const SHARE_HEADER = 'x-share-token';

/** `Bearer` is everybody's; clients of the k6 cloud say `Token`, in either case. */
const CREDENTIAL = /^(?:bearer|token) +(\S+)$/i;
const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Who sends a request; null when it carries no credentials. @throws ApiError for credentials that are no good */
export async function authenticate(request: FastifyRequest, services: Services): Promise<Principal | null> {
  const shareToken = request.headers[SHARE_HEADER];
  // First, so that people who are signed in see what others see by the same link.
  if (shareToken !== undefined) return byShareToken(String(shareToken), services);
  const { authorization } = request.headers;
  if (authorization !== undefined) return byHeader(authorization, services);
  const cookie = request.cookies[SESSION_COOKIE];
  return cookie === undefined ? null : bySession(cookie, request, services);
}

async function byShareToken(token: string, { identifier }: Services): Promise<Principal> {
  const principal = await identifier.byShareToken(token);
  if (principal === undefined) throw unauthenticated('the share link is wrong, has expired or was revoked');
  return principal;
}

/** '' for a header that carries no credentials. */
export function secretIn(header: string): string {
  return CREDENTIAL.exec(header)?.[1] ?? '';
}

async function byHeader(header: string, { identifier }: Services): Promise<Principal> {
  const principal = await identifier.bySecret(secretIn(header));
  if (principal === undefined) throw unauthenticated('the token is wrong, has expired or was revoked');
  return principal;
}

/** Browsers send cookies on their own: only pages of ours can know the second secret. */
async function bySession(
  cookie: string,
  request: FastifyRequest,
  { identifier }: Services,
): Promise<Principal | null> {
  const principal = await identifier.bySessionCookie(cookie);
  if (principal?.via.kind !== 'session') return null;
  const header = request.headers[CSRF_HEADER];
  if (!HARMLESS.has(request.method) && !isSame(header, principal.via.session.csrfToken)) {
    throw new ApiError('csrf-token-missing', `requests with a session need the header ${CSRF_HEADER}`);
  }
  return principal;
}

function isSame(given: string | string[] | undefined, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function unauthenticated(message = 'sign in or send a token'): ApiError {
  return new ApiError('unauthenticated', message);
}
