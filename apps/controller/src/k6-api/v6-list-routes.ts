import { Type } from '@fastify/type-provider-typebox';
import { zonesWithAgents } from '../agents/availability.ts';
import { ApiError } from '../errors/api-error.ts';
import { type App, grantOf, userOf } from '../http/app.ts';
import type { Services } from '../services.ts';
import { defaultProjectOf } from './find-test.ts';
import { viewLoadTest, viewLoadZone, viewProject } from './views.ts';

const MAX_PAGE = 1000;

/** Clients count pages themselves; they only look whether there is a next one. */
const PageQuery = Type.Object({
  $skip: Type.Integer({ minimum: 0, default: 0 }),
  $top: Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: MAX_PAGE }),
  name: Type.Optional(Type.String()),
});

/** Login and lists of the k6 command line. */
export function v6ListRoutes(app: App, services: Services): void {
  const { stores, access } = services;

  app.get('/cloud/v6/auth', { schema: { hide: true } }, async (request) => {
    const principal = userOf(request);
    const project = await defaultProjectOf(services, principal);
    if (project === undefined) throw new ApiError('forbidden', 'this token gives access to no project');
    return { stack_id: principal.user.organizationId, default_project_id: project.id };
  });

  app.get('/cloud/v6/projects', { schema: { hide: true, querystring: PageQuery } }, async (request) => {
    const principal = userOf(request);
    const { $skip, $top } = request.query;
    const all = await access.projectsOf(principal);
    const page = all.slice($skip, $skip + $top);
    return listOf(
      page.map((project) => viewProject(project, principal.user)),
      all.length,
      $skip,
    );
  });

  app.get(
    '/cloud/v6/projects/:projectId/load_tests',
    { schema: { hide: true, querystring: PageQuery } },
    async (request) => {
      const { project } = grantOf(request);
      const { $skip, $top, name } = request.query;
      const page = await stores.tests.ofProject(project.id, { name, skip: $skip, limit: $top });
      const total = name === undefined ? await stores.tests.countOfProject(project.id) : page.length;
      return listOf(page.map(viewLoadTest), total, $skip);
    },
  );

  app.get('/cloud/v6/load_zones', { schema: { hide: true } }, async (request) => {
    const { organizationId } = userOf(request).user;
    const available = await zonesWithAgents(services, organizationId);
    const zones = await stores.loadZones.ofOrganization(organizationId);
    return { value: zones.map((zone) => viewLoadZone(zone, available.has(zone.id))) };
  });
}

function listOf<T>(value: readonly T[], total: number, skip: number) {
  const next = skip + value.length;
  const hasMore = value.length > 0 && next < total;
  return { value, '@count': total, ...(hasMore && { '@nextLink': `?$skip=${next}` }) };
}
