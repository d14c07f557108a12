import { type Static, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { audited } from '../../audit/audited.ts';
import { ApiError } from '../../errors/api-error.ts';
import type { UserPrincipal } from '../../identity/principal.ts';
import type { SignedIn } from '../../identity/sign-in.ts';
import type { User } from '../../identity/user.ts';
import type { Services } from '../../services.ts';
import { type App, userOf } from '../app.ts';
import { SESSION_COOKIE } from '../authenticate.ts';
import { Empty, Id, Nullable, OrganizationRoleName, STRICT } from '../schemas.ts';

const SIGN_INS_PER_MINUTE = 10;

/** Guessing is slow for everybody who comes from one address. */
export const SLOW = { rateLimit: { max: SIGN_INS_PER_MINUTE, timeWindow: 60_000 } };

const Credentials = Type.Union([
  Type.Object({ email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 1000 }) }, STRICT),
  Type.Object(
    {
      oneTimeToken: Type.String({
        maxLength: 100,
        description: 'what the controller printed when it started first',
      }),
    },
    STRICT,
  ),
]);

const SessionView = Type.Object({
  user: Type.Object({
    id: Id,
    email: Type.String(),
    name: Type.String(),
    organizationId: Id,
    organizationRole: OrganizationRoleName,
    isOperator: Type.Boolean(),
    defaultProjectId: Nullable(Id),
    hasPassword: Type.Boolean(),
  }),
  csrfToken: Nullable(
    Type.String({ description: 'to be sent as x-csrf-token with every request that changes something' }),
  ),
});

export function sessionRoutes(app: App, services: Services): void {
  app.post(
    '/api/v1/session',
    {
      config: SLOW,
      schema: { tags: ['session'], security: [], body: Credentials, response: { 200: SessionView } },
    },
    async (request, reply) => {
      const user = await userByCredentials(request.body, services);
      const signedIn = await services.signIn.openSession(user);
      setCookie(request, reply, signedIn);
      await audited(services, request, { user, action: 'session.start', target: `user:${user.id}` });
      return viewSession(user, signedIn.session.csrfToken);
    },
  );

  app.get(
    '/api/v1/session',
    { schema: { tags: ['session'], response: { 200: SessionView } } },
    async (request) => {
      const { user, via } = userOf(request);
      return viewSession(user, via.kind === 'session' ? via.session.csrfToken : null);
    },
  );

  app.delete(
    '/api/v1/session',
    { schema: { tags: ['session'], response: { 204: Empty } } },
    async (request, reply) => {
      const principal = userOf(request);
      await endSession(principal, services);
      const { user } = principal;
      await audited(services, request, { user, action: 'session.end', target: `user:${user.id}` });
      return reply.clearCookie(SESSION_COOKIE, { path: '/' }).status(204).send(null);
    },
  );
}

async function userByCredentials(
  credentials: Static<typeof Credentials>,
  { signIn }: Services,
): Promise<User> {
  const user =
    'oneTimeToken' in credentials
      ? await signIn.redeem(credentials.oneTimeToken)
      : await signIn.userByPassword(credentials.email, credentials.password);
  if (user !== undefined) return user;
  const what =
    'oneTimeToken' in credentials
      ? 'the token is wrong or was used'
      : 'the e-mail address or password is wrong';
  throw new ApiError('sign-in-failed', what);
}

async function endSession({ via }: UserPrincipal, { stores }: Services): Promise<void> {
  if (via.kind === 'session') await stores.sessions.end(via.session.hash);
}

function setCookie(request: FastifyRequest, reply: FastifyReply, { cookie, session }: SignedIn): void {
  reply.setCookie(SESSION_COOKIE, cookie, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    expires: new Date(session.expiresAtMs),
  });
}

function viewSession(user: User, csrfToken: string | null) {
  return { user: { ...user, hasPassword: user.passwordHash !== null }, csrfToken };
}
