import { Type } from '@fastify/type-provider-typebox';
import { notFound } from '../../errors/api-error.ts';
import type { Services } from '../../services.ts';
import { Trends } from '../../trends/trends.ts';
import type { App } from '../app.ts';
import { Id, Nullable, RunStateName, STRICT, TimeMs } from '../schemas.ts';

const Value = Nullable(Type.Number());

const TrendView = Type.Array(
  Type.Object({
    runId: Id,
    createdAtMs: TimeMs,
    state: RunStateName,
    result: Nullable(Type.Enum(['passed', 'failed', 'error'])),
    requestsPerS: Value,
    p50Ms: Value,
    p95Ms: Value,
    p99Ms: Value,
    failedShare: Value,
    checksShare: Value,
    maxVUs: Value,
    durationS: Value,
  }),
  { description: 'the newest last; null for what a run did not measure' },
);

export function trendRoutes(app: App, services: Services): void {
  const { stores } = services;
  const trends = new Trends(services);
  app.get(
    '/api/v1/tests/:testId/trend',
    {
      schema: {
        tags: ['results'],
        params: Type.Object({ testId: Id }),
        querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 100, default: 30 }) }, STRICT),
        response: { 200: TrendView },
      },
    },
    async (request) => {
      const test = await stores.tests.byId(request.params.testId);
      if (test === undefined) throw notFound('test');
      const { limit } = request.query;
      const newestFirst = await stores.runs.ofProject(test.projectId, { testId: test.id, limit });
      return [...(await trends.of([...newestFirst].reverse()))];
    },
  );
}
