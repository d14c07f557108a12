import { Type } from '@fastify/type-provider-typebox';
import { notFound } from '../../errors/api-error.ts';
import { factsOfRun } from '../../insights/facts-of-run.ts';
import { findInsights } from '../../insights/find-insights.ts';
import type { Services } from '../../services.ts';
import type { App } from '../app.ts';
import { Id } from '../schemas.ts';

const InsightsView = Type.Array(
  Type.Object({
    kind: Type.String(),
    level: Type.Enum(['info', 'warning', 'problem']),
    title: Type.String(),
    text: Type.String(),
  }),
  { description: 'what matters most first' },
);

export function insightRoutes(app: App, { stores, results }: Services): void {
  app.get(
    '/api/v1/runs/:runId/insights',
    { schema: { tags: ['results'], params: Type.Object({ runId: Id }), response: { 200: InsightsView } } },
    async (request) => {
      const run = await stores.runs.byId(request.params.runId);
      if (run === undefined) throw notFound('run');
      return [...findInsights(await factsOfRun(results, run))];
    },
  );
}
