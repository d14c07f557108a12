import { Type } from '@fastify/type-provider-typebox';
import { notFound } from '../../errors/api-error.ts';
import { EXPORT_FORMATS, FORMATS } from '../../exports/formats.ts';
import type { Services } from '../../services.ts';
import type { App } from '../app.ts';
import { Id, STRICT } from '../schemas.ts';

export function exportRoutes(app: App, { stores, results, rollups, clock }: Services): void {
  app.get(
    '/api/v1/runs/:runId/export',
    {
      schema: {
        tags: ['results'],
        description: 'The results of a run as a file, while it goes on and after.',
        params: Type.Object({ runId: Id }),
        querystring: Type.Object({ format: Type.Enum([...EXPORT_FORMATS]) }, STRICT),
        produces: EXPORT_FORMATS.map((format) => FORMATS[format].contentType),
      },
    },
    async (request, reply) => {
      const run = await stores.runs.byId(request.params.runId);
      if (run === undefined) throw notFound('run');
      const { contentType, extension, make } = FORMATS[request.query.format];
      const test = await stores.tests.byId(run.testId);
      const user = run.startedBy === null ? undefined : await stores.users.byId(run.startedBy);
      const names = { testName: test?.name ?? `test ${run.testId}`, startedBy: user?.email };
      const file = await make({ results, rollups, run, names, nowMs: clock.wallMs() });
      return reply
        .type(contentType)
        .header('content-disposition', `attachment; filename="squall-run-${run.id}.${extension}"`)
        .send(file);
    },
  );
}
