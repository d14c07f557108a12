import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { notFound } from '../../errors/api-error.ts';
import { stopOpenRuns } from '../../runs/stop-open-runs.ts';
import type { Services } from '../../services.ts';
import { type App, grantOf, userOf } from '../app.ts';
import { Empty, Id, Name, Nullable, ProjectRoleName, STRICT, TimeMs } from '../schemas.ts';

const RetentionDays = Nullable(
  Type.Integer({
    minimum: 1,
    maximum: 36_500,
    description: 'results are removed so long after their run has ended; null is never',
  }),
);

const ProjectView = Type.Object({
  id: Id,
  name: Type.String(),
  isDefault: Type.Boolean({ description: 'of whoever asks' }),
  retentionDays: RetentionDays,
  createdAtMs: TimeMs,
  updatedAtMs: TimeMs,
});

const ProjectParams = Type.Object({ projectId: Id });
const MemberParams = Type.Object({ projectId: Id, userId: Id });
const MemberView = Type.Object({
  userId: Id,
  email: Type.String(),
  name: Type.String(),
  role: ProjectRoleName,
});
const Limit = Nullable(Type.Integer({ minimum: 0 }));
const QuotaView = Type.Object(
  { maxVUs: Limit, maxDurationS: Limit, maxConcurrentRuns: Limit, maxLoadZones: Limit },
  { ...STRICT, description: 'null is no limit' },
);

export function projectRoutes(app: App, services: Services): void {
  const { stores, clock, access } = services;
  const tags = ['projects'];

  app.get(
    '/api/v1/projects',
    { schema: { tags, response: { 200: Type.Array(ProjectView) } } },
    async (request) => {
      const principal = userOf(request);
      const projects = await access.projectsOf(principal);
      return projects.map((project) => ({
        ...project,
        isDefault: project.id === principal.user.defaultProjectId,
      }));
    },
  );

  app.post(
    '/api/v1/projects',
    { schema: { tags, body: Type.Object({ name: Name }, STRICT), response: { 201: ProjectView } } },
    async (request, reply) => {
      const { user } = userOf(request);
      const project = await stores.projects.create(user.organizationId, request.body.name, clock.wallMs());
      await audited(services, request, {
        user,
        action: 'project.create',
        target: `project:${project.id}`,
        projectId: project.id,
      });
      return reply.status(201).send({ ...project, isDefault: false });
    },
  );

  app.get(
    '/api/v1/projects/:projectId',
    {
      schema: {
        tags,
        params: ProjectParams,
        response: { 200: Type.Intersect([ProjectView, Type.Object({ role: ProjectRoleName })]) },
      },
    },
    async (request) => {
      const { project, role } = grantOf(request);
      return { ...project, role, isDefault: project.id === userOf(request).user.defaultProjectId };
    },
  );

  app.patch(
    '/api/v1/projects/:projectId',
    {
      schema: {
        tags,
        params: ProjectParams,
        body: Type.Object({ name: Type.Optional(Name), retentionDays: Type.Optional(RetentionDays) }, STRICT),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { project } = grantOf(request);
      await stores.projects.update(project.id, request.body, clock.wallMs());
      await audited(services, request, {
        user: userOf(request).user,
        action: 'project.change',
        target: `project:${project.id}`,
        projectId: project.id,
        detail: request.body,
      });
      return reply.status(204).send(null);
    },
  );

  app.delete(
    '/api/v1/projects/:projectId',
    { schema: { tags, params: ProjectParams, response: { 204: Empty } } },
    async (request, reply) => {
      const { project } = grantOf(request);
      const { user } = userOf(request);
      await stopOpenRuns(services, { projectId: project.id }, { by: user, from: request });
      await stores.projects.remove(project.id);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'project.remove',
        target: `project:${project.id}`,
        projectId: project.id,
        detail: { name: project.name },
      });
      return reply.status(204).send(null);
    },
  );

  memberRoutes(app, services);

  app.get(
    '/api/v1/projects/:projectId/quota',
    { schema: { tags, params: ProjectParams, response: { 200: QuotaView } } },
    async (request) => stores.projects.quota(grantOf(request).project.id),
  );

  app.put(
    '/api/v1/projects/:projectId/quota',
    { schema: { tags, params: ProjectParams, body: QuotaView, response: { 204: Empty } } },
    async (request, reply) => {
      const { project } = grantOf(request);
      await stores.projects.setQuota(project.id, request.body);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'quota.set',
        target: `project:${project.id}`,
        projectId: project.id,
        detail: request.body,
      });
      return reply.status(204).send(null);
    },
  );
}

function memberRoutes(app: App, services: Services): void {
  const { stores } = services;
  const tags = ['members'];

  app.get(
    '/api/v1/projects/:projectId/members',
    { schema: { tags, params: ProjectParams, response: { 200: Type.Array(MemberView) } } },
    async (request) => {
      const { project } = grantOf(request);
      const users = new Map(
        (await stores.users.ofOrganization(project.organizationId)).map((user) => [user.id, user]),
      );
      const members = await stores.projects.members(project.id);
      return members.flatMap(({ userId, role }) => {
        const user = users.get(userId);
        return user === undefined ? [] : [{ userId, role, email: user.email, name: user.name }];
      });
    },
  );

  app.put(
    '/api/v1/projects/:projectId/members/:userId',
    {
      schema: {
        tags,
        params: MemberParams,
        body: Type.Object({ role: ProjectRoleName }, STRICT),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { project } = grantOf(request);
      const { userId } = request.params;
      const member = await stores.users.byId(userId);
      // Users of other organizations must not even be known to exist.
      if (member?.organizationId !== project.organizationId) throw notFound('user');
      await stores.projects.setRole({ projectId: project.id, userId, role: request.body.role });
      await audited(services, request, {
        user: userOf(request).user,
        action: 'member.set',
        target: `user:${userId}`,
        projectId: project.id,
        detail: request.body,
      });
      return reply.status(204).send(null);
    },
  );

  app.delete(
    '/api/v1/projects/:projectId/members/:userId',
    { schema: { tags, params: MemberParams, response: { 204: Empty } } },
    async (request, reply) => {
      const { project } = grantOf(request);
      await stores.projects.removeMember(project.id, request.params.userId);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'member.remove',
        target: `user:${request.params.userId}`,
        projectId: project.id,
      });
      return reply.status(204).send(null);
    },
  );
}
