import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';
import type { App } from '../http/app.ts';
import { deliverPush } from '../runs/deliver.ts';
import type { Services } from '../services.ts';
import { LogPush, linesOfPush } from './log-push.ts';
import { runOf } from './v6-test-routes.ts';

const MAX_PUSH_BYTES = 16 * 1024 * 1024;

/** Metrics and logs of generators that are not ours. Answered quickly: clients keep nothing. */
export function pushRoutes(app: App, services: Services): void {
  app.addContentTypeParser(
    'application/x-protobuf',
    { parseAs: 'buffer', bodyLimit: MAX_PUSH_BYTES },
    (_request, body, done) => done(null, body),
  );

  app.post('/ingest/runs/:runId/metrics', { schema: { hide: true } }, async (request, reply) => {
    await deliver(services, request);
    return reply.status(202).send({});
  });

  app.post('/v2/metrics/:runId', { schema: { hide: true } }, async (request, reply) => {
    await deliver(services, request);
    return reply.status(202).send({});
  });

  app.post(
    '/ingest/runs/:runId/logs',
    { bodyLimit: MAX_PUSH_BYTES, schema: { hide: true, body: LogPush } },
    async (request, reply) => {
      const run = await runOf(services, request.params);
      await services.stores.logs.add(linesOfPush(run.id, request.body));
      return reply.status(204).send();
    },
  );
}

async function deliver(services: Services, request: FastifyRequest): Promise<void> {
  if (!(request.body instanceof Uint8Array)) {
    throw new ApiError('unsupported-media-type', 'send metrics as application/x-protobuf');
  }
  const key = request.headers['k6-idempotency-key'];
  const run = await runOf(services, request.params);
  await deliverPush(services, run, request.body, typeof key === 'string' ? key : undefined);
}
