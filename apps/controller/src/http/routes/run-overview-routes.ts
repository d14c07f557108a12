import { Type } from '@fastify/type-provider-typebox';
import { OverviewReader } from '../../aggregation/overview-reader.ts';
import type { Services } from '../../services.ts';
import type { App } from '../app.ts';
import { Id, Nullable } from '../schemas.ts';

const Column = Type.Array(Nullable(Type.Number()));

const OverviewView = Type.Object(
  {
    stepS: Type.Integer({ description: 'seconds from one entry to the next' }),
    seconds: Type.Array(Type.Number(), { description: 'since the beginning of the load' }),
    vus: Column,
    requestsPerS: Column,
    iterationsPerS: Column,
    failedShare: Column,
    p50Ms: Column,
    p95Ms: Column,
    p99Ms: Column,
  },
  { description: 'columns of equal length; null where nothing was measured' },
);

export function runOverviewRoutes(app: App, { stores }: Services): void {
  const reader = new OverviewReader(stores.frames);
  app.get(
    '/api/v1/runs/:runId/overview',
    { schema: { tags: ['runs'], params: Type.Object({ runId: Id }), response: { 200: OverviewView } } },
    async (request) => reader.read(request.params.runId),
  );
}
