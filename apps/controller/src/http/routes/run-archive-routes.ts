import { Type } from '@fastify/type-provider-typebox';
import { notFound } from '../../errors/api-error.ts';
import type { Services } from '../../services.ts';
import type { App } from '../app.ts';
import { Id } from '../schemas.ts';

/** The script as a run executes it, whatever its test has become since. */
export function runArchiveRoutes(app: App, { stores, archives }: Services): void {
  app.get(
    '/api/v1/runs/:runId/archive',
    { schema: { tags: ['runs'], params: Type.Object({ runId: Id }), produces: ['application/x-tar'] } },
    async (request, reply) => {
      const run = await stores.runs.byId(request.params.runId);
      if (run === undefined || run.archiveSha256 === null) throw notFound('script of this run');
      return reply.type('application/x-tar').send(archives.read(run.archiveSha256));
    },
  );
}
