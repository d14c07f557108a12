import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { parseDeniedTargets } from '../../projects/denied-targets.ts';
import type { Services } from '../../services.ts';
import { type App, grantOf, userOf } from '../app.ts';
import { Id, STRICT } from '../schemas.ts';

const Targets = Type.Object(
  {
    targets: Type.Array(Type.String({ minLength: 1, maxLength: 300 }), {
      maxItems: 1000,
      description: 'host names, *.suffix, addresses, CIDR ranges',
    }),
  },
  STRICT,
);

/** What the scripts of a project may not connect to: no option of theirs changes it. */
export function deniedTargetRoutes(app: App, services: Services): void {
  const { stores } = services;
  const url = '/api/v1/projects/:projectId/denied-targets';
  const tags = ['projects'];
  const params = Type.Object({ projectId: Id });

  app.get(url, { schema: { tags, params, response: { 200: Targets } } }, async (request) => ({
    targets: [...(await stores.projects.deniedTargets(grantOf(request).project.id))],
  }));

  app.put(
    url,
    {
      schema: {
        tags,
        params,
        description: 'For runs that begin later; those under way go on with the list they began with.',
        body: Targets,
        response: { 200: Targets },
      },
    },
    async (request) => {
      const { project } = grantOf(request);
      const targets = parseDeniedTargets(request.body.targets);
      await stores.projects.setDeniedTargets(project.id, targets);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'denied-targets.set',
        target: `project:${project.id}`,
        projectId: project.id,
        detail: { targets },
      });
      return { targets: [...targets] };
    },
  );
}
