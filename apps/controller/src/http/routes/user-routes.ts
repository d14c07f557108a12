import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { ApiError, notFound } from '../../errors/api-error.ts';
import { issueToken } from '../../identity/issue-token.ts';
import { hashPassword, isPassword, MIN_PASSWORD_LENGTH } from '../../identity/password.ts';
import type { User } from '../../identity/user.ts';
import type { Services } from '../../services.ts';
import { type App, userOf } from '../app.ts';
import { requireProject } from '../authorize.ts';
import { Email, Empty, Id, Name, Nullable, OrganizationRoleName, STRICT, TimeMs } from '../schemas.ts';
import { SLOW } from './session-routes.ts';

const INVITATION_MS = 7 * 24 * 3_600_000;

const UserView = Type.Object({
  id: Id,
  email: Type.String(),
  name: Type.String(),
  organizationRole: OrganizationRoleName,
  createdAtMs: TimeMs,
  disabledAtMs: Nullable(TimeMs),
});

const NewUser = Type.Object(
  { email: Email, name: Name, organizationRole: Type.Optional(OrganizationRoleName) },
  STRICT,
);

const Invitation = Type.Object({
  user: UserView,
  oneTimeToken: Type.String({ description: 'with which the new user signs in first; shown this once' }),
});

const UserParams = Type.Object({ userId: Id });

export function userRoutes(app: App, services: Services): void {
  const { stores, clock } = services;

  app.get(
    '/api/v1/users',
    { schema: { tags: ['users'], response: { 200: Type.Array(UserView) } } },
    async (request) => [...(await stores.users.ofOrganization(userOf(request).user.organizationId))],
  );

  app.post(
    '/api/v1/users',
    { schema: { tags: ['users'], body: NewUser, response: { 201: Invitation } } },
    async (request, reply) => {
      const { user: owner } = userOf(request);
      const { email, name, organizationRole = 'member' } = request.body;
      const { organizationId } = owner;
      const invitation = await invite(services, { organizationId, email, name, organizationRole });
      await audited(services, request, {
        user: owner,
        action: 'user.create',
        target: `user:${invitation.user.id}`,
        detail: { email, organizationRole },
      });
      return reply.status(201).send(invitation);
    },
  );

  app.patch(
    '/api/v1/users/:userId',
    {
      schema: {
        tags: ['users'],
        params: UserParams,
        body: Type.Object(
          {
            name: Type.Optional(Name),
            organizationRole: Type.Optional(OrganizationRoleName),
            isDisabled: Type.Optional(Type.Boolean()),
          },
          STRICT,
        ),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { user: owner } = userOf(request);
      const user = await stores.users.byId(request.params.userId);
      if (user?.organizationId !== owner.organizationId) throw notFound('user');
      const { isDisabled, ...changes } = request.body;
      if (user.id === owner.id && (isDisabled || changes.organizationRole === 'member')) {
        throw new ApiError('conflict', 'owners cannot take their own rights away: ask another owner');
      }
      const disabledAtMs =
        isDisabled === undefined ? {} : { disabledAtMs: isDisabled ? clock.wallMs() : null };
      await stores.users.update(user.id, { ...changes, ...disabledAtMs });
      if (isDisabled) await stores.sessions.endAllOf(user.id);
      await audited(services, request, {
        user: owner,
        action: 'user.change',
        target: `user:${user.id}`,
        detail: request.body,
      });
      return reply.status(204).send(null);
    },
  );

  app.patch(
    '/api/v1/me',
    {
      config: SLOW,
      schema: {
        tags: ['users'],
        body: Type.Object(
          {
            name: Type.Optional(Name),
            defaultProjectId: Type.Optional(Id),
            password: Type.Optional(Type.String({ minLength: MIN_PASSWORD_LENGTH, maxLength: 1000 })),
            currentPassword: Type.Optional(Type.String({ maxLength: 1000 })),
          },
          STRICT,
        ),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const principal = userOf(request);
      const { user, via } = principal;
      const { password, currentPassword, defaultProjectId, ...changes } = request.body;
      if (password !== undefined) {
        // A stolen token must not become the account.
        if (via.kind === 'token') throw new ApiError('forbidden', 'passwords are changed in a session only');
        await requirePassword(user, currentPassword);
      }
      if (defaultProjectId !== undefined)
        await requireProject(services, principal, defaultProjectId, 'viewer');
      await stores.users.update(user.id, {
        ...changes,
        ...(defaultProjectId !== undefined && { defaultProjectId }),
        ...(password !== undefined && { passwordHash: await hashPassword(password) }),
      });
      await audited(services, request, {
        user,
        action: 'user.change',
        target: `user:${user.id}`,
        detail: { changed: Object.keys(request.body) },
      });
      return reply.status(204).send(null);
    },
  );
}

async function requirePassword(user: User, current: string | undefined): Promise<void> {
  if (user.passwordHash === null || (await isPassword(current ?? '', user.passwordHash))) return;
  throw new ApiError('forbidden', 'the current password is wrong', { target: 'currentPassword' });
}

interface Invitee {
  readonly organizationId: number;
  readonly email: string;
  readonly name: string;
  readonly organizationRole: User['organizationRole'];
}

/** A user who cannot sign in yet, and the token with which she does the first time. */
export async function invite({ stores, clock }: Services, invitee: Invitee) {
  const nowMs = clock.wallMs();
  const user = await stores.users.create({
    ...invitee,
    email: invitee.email.toLowerCase(),
    passwordHash: null,
    isOperator: false,
    createdAtMs: nowMs,
  });
  if (user === undefined)
    throw new ApiError('conflict', 'there is a user with this e-mail address', { target: 'email' });
  const { secret } = await issueToken(
    stores,
    {
      userId: user.id,
      name: 'invitation',
      maxRole: 'admin',
      projectId: null,
      isOneTime: true,
      expiresAtMs: nowMs + INVITATION_MS,
    },
    nowMs,
  );
  return { user, oneTimeToken: secret };
}
