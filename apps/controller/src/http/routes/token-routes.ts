import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { ApiError, notFound } from '../../errors/api-error.ts';
import { issueToken } from '../../identity/issue-token.ts';
import { confinedTo, roleLimit, type UserPrincipal } from '../../identity/principal.ts';
import { includesRole, lesserRole } from '../../identity/roles.ts';
import { isUsable } from '../../identity/token.ts';
import type { Services } from '../../services.ts';
import { type App, userOf } from '../app.ts';
import { requireProject } from '../authorize.ts';
import { Empty, Id, Name, Nullable, ProjectRoleName, STRICT, TimeMs } from '../schemas.ts';
import { SLOW } from './session-routes.ts';

const TokenView = Type.Object({
  id: Id,
  name: Type.String(),
  hint: Type.String({ description: 'its first characters' }),
  maxRole: ProjectRoleName,
  projectId: Nullable(Id),
  createdAtMs: TimeMs,
  expiresAtMs: Nullable(TimeMs),
  lastUsedAtMs: Nullable(TimeMs),
  revokedAtMs: Nullable(TimeMs),
});

const IssuedToken = Type.Object({
  token: TokenView,
  secret: Type.String({ description: 'shown this once' }),
});

const NewToken = Type.Object(
  {
    name: Name,
    maxRole: Type.Optional(ProjectRoleName),
    projectId: Type.Optional(Id),
    expiresAtMs: Type.Optional(TimeMs),
  },
  STRICT,
);

export function tokenRoutes(app: App, services: Services): void {
  const { stores, clock } = services;

  app.get(
    '/api/v1/tokens',
    { schema: { tags: ['tokens'], response: { 200: Type.Array(TokenView) } } },
    async (request) => {
      const all = await stores.tokens.ofUser(userOf(request).user.id);
      return all.filter(({ isOneTime }) => !isOneTime);
    },
  );

  app.post(
    '/api/v1/tokens',
    { schema: { tags: ['tokens'], body: NewToken, response: { 201: IssuedToken } } },
    async (request, reply) => {
      const principal = userOf(request);
      const wish = await withinLimits(services, principal, request.body);
      const issued = await issueToken(stores, wish, clock.wallMs());
      await audited(services, request, {
        user: principal.user,
        action: 'token.create',
        target: `token:${issued.token.id}`,
        detail: { name: wish.name, maxRole: wish.maxRole, projectId: wish.projectId },
      });
      return reply.status(201).send(issued);
    },
  );

  app.delete(
    '/api/v1/tokens/:tokenId',
    { schema: { tags: ['tokens'], params: Type.Object({ tokenId: Id }), response: { 204: Empty } } },
    async (request, reply) => {
      const { user } = userOf(request);
      const token = await stores.tokens.byId(request.params.tokenId);
      if (token?.userId !== user.id) throw notFound('token');
      await stores.tokens.revoke(token.id, clock.wallMs());
      await audited(services, request, { user, action: 'token.revoke', target: `token:${token.id}` });
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/tokens/redeem',
    {
      config: SLOW,
      schema: {
        tags: ['tokens'],
        security: [],
        description:
          'Turns a one-time token into one that lasts: what the command line does at its first login.',
        body: Type.Object({ oneTimeToken: Type.String({ maxLength: 100 }), name: Name }, STRICT),
        response: { 201: IssuedToken },
      },
    },
    async (request, reply) => {
      const user = await services.signIn.redeem(request.body.oneTimeToken);
      if (user === undefined) throw new ApiError('sign-in-failed', 'the token is wrong or was used');
      const wish = { userId: user.id, name: request.body.name, projectId: null, expiresAtMs: null };
      const issued = await issueToken(stores, { ...wish, maxRole: 'admin' }, clock.wallMs());
      await audited(services, request, { user, action: 'token.redeem', target: `token:${issued.token.id}` });
      return reply.status(201).send(issued);
    },
  );
}

interface Wish {
  readonly name: string;
  readonly maxRole?: 'viewer' | 'runner' | 'editor' | 'admin';
  readonly projectId?: number;
  readonly expiresAtMs?: number;
}

/** A token never gives more, for more projects or for longer than what it was asked for with. */
export async function withinLimits(services: Services, principal: UserPrincipal, wish: Wish) {
  const limit = roleLimit(principal);
  const { maxRole = limit, name } = wish;
  const projectId = wish.projectId ?? confinedTo(principal) ?? null;
  if (projectId !== null) await requireProject(services, principal, projectId, 'viewer');
  if (!includesRole(limit, maxRole))
    throw new ApiError('forbidden', `this token gives no more than ${limit}`);
  const expiresAtMs = earlier(wish.expiresAtMs ?? null, expiryOf(principal));
  if (!isUsable({ expiresAtMs, revokedAtMs: null }, services.clock.wallMs())) {
    throw new ApiError('invalid-request', 'the token would have expired already', { target: 'expiresAtMs' });
  }
  return { userId: principal.user.id, name, maxRole: lesserRole(maxRole, limit), projectId, expiresAtMs };
}

function expiryOf({ via }: UserPrincipal): number | null {
  return via.kind === 'token' ? via.token.expiresAtMs : null;
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
