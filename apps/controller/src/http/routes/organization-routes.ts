import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { ApiError } from '../../errors/api-error.ts';
import type { Services } from '../../services.ts';
import { type App, userOf } from '../app.ts';
import { Email, Id, Name, Nullable, PageQuery, STRICT, TimeMs } from '../schemas.ts';
import { invite } from './user-routes.ts';

const OrganizationView = Type.Object({ id: Id, name: Type.String(), createdAtMs: TimeMs });

const AuditView = Type.Object({
  id: Id,
  atMs: TimeMs,
  projectId: Nullable(Id),
  userId: Nullable(Id),
  actor: Type.String(),
  action: Type.String(),
  target: Type.String(),
  address: Nullable(Type.String()),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

export function organizationRoutes(app: App, services: Services): void {
  const { stores, clock } = services;

  app.get(
    '/api/v1/organizations',
    { schema: { tags: ['organizations'], response: { 200: Type.Array(OrganizationView) } } },
    async () => [...(await stores.users.organizations())],
  );

  app.post(
    '/api/v1/organizations',
    {
      schema: {
        tags: ['organizations'],
        body: Type.Object({ name: Name, ownerEmail: Email, ownerName: Name }, STRICT),
        response: { 201: Type.Object({ organization: OrganizationView, oneTimeToken: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { name, ownerEmail, ownerName } = request.body;
      if ((await stores.users.byEmail(ownerEmail.toLowerCase())) !== undefined) {
        throw new ApiError('conflict', 'there is a user with this e-mail address', { target: 'ownerEmail' });
      }
      const organization = await stores.users.createOrganization(name, clock.wallMs());
      const { oneTimeToken } = await invite(services, {
        organizationId: organization.id,
        email: ownerEmail,
        name: ownerName,
        organizationRole: 'owner',
      });
      await audited(services, request, {
        user: userOf(request).user,
        action: 'organization.create',
        target: `organization:${organization.id}`,
        detail: { name, ownerEmail },
      });
      return reply.status(201).send({ organization, oneTimeToken });
    },
  );

  app.get(
    '/api/v1/audit',
    { schema: { tags: ['audit'], querystring: PageQuery, response: { 200: Type.Array(AuditView) } } },
    async (request) => {
      const { organizationId } = userOf(request).user;
      return [...(await stores.audit.ofOrganization(organizationId, request.query))];
    },
  );
}
