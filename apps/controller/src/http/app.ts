import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Principal, UserPrincipal } from '../identity/principal.ts';
import type { ProjectGrant } from '../projects/project-access.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any handler runs; null for public routes without credentials. */
    principal: Principal | null;
    /** Set where the path names a project or something in it. */
    grant: ProjectGrant | null;
  }
}

/** A server whose handlers know the types of what their schemas let in. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Who is signed in; only in routes that let nobody else through. */
export function userOf(request: Pick<FastifyRequest, 'principal'>): UserPrincipal {
  if (request.principal?.kind !== 'user') throw new Error('this route is open to others than users');
  return request.principal;
}

/** The project the path is about; only in routes that ask for a role. */
export function grantOf(request: Pick<FastifyRequest, 'grant'>): ProjectGrant {
  if (request.grant === null) throw new Error('this route is not about a project');
  return request.grant;
}
