import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { notFound } from '../../errors/api-error.ts';
import type { Services } from '../../services.ts';
import { pinBaseline } from '../../tests/baseline.ts';
import { type App, userOf } from '../app.ts';
import { Empty, Id, Nullable, STRICT } from '../schemas.ts';

export function baselineRoutes(app: App, services: Services): void {
  app.put(
    '/api/v1/tests/:testId/baseline',
    {
      schema: {
        tags: ['tests'],
        description: 'The run that others of the test are compared with; it is kept until it is one no more.',
        params: Type.Object({ testId: Id }),
        body: Type.Object({ runId: Nullable(Id) }, STRICT),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const test = await services.stores.tests.byId(request.params.testId);
      if (test === undefined) throw notFound('test');
      await pinBaseline(services, test, request.body.runId);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'baseline.set',
        target: `test:${test.id}`,
        projectId: test.projectId,
        detail: request.body,
      });
      return reply.status(204).send(null);
    },
  );
}
