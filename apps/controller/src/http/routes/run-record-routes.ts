import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { ApiError, notFound } from '../../errors/api-error.ts';
import { isFinal } from '../../runs/run-state.ts';
import type { TestRun } from '../../runs/test-run.ts';
import type { Services } from '../../services.ts';
import { type App, userOf } from '../app.ts';
import { Empty, Id, STRICT } from '../schemas.ts';

const RunParams = Type.Object({ runId: Id });
const MAX_NOTE_LENGTH = 10_000;

/** What people do with the record of a run. */
export function runRecordRoutes(app: App, services: Services): void {
  const { stores } = services;
  const tags = ['runs'];

  app.patch(
    '/api/v1/runs/:runId',
    {
      schema: {
        tags,
        params: RunParams,
        body: Type.Object({ note: Type.String({ maxLength: MAX_NOTE_LENGTH }) }, STRICT),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const run = await existing(services, request.params.runId);
      await stores.runs.setNote(run.id, request.body.note);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'run.note',
        target: `run:${run.id}`,
        projectId: run.projectId,
      });
      return reply.status(204).send(null);
    },
  );

  app.delete(
    '/api/v1/runs/:runId',
    {
      schema: {
        tags,
        description: 'Removes a run that has ended, with everything it measured.',
        params: RunParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const run = await existing(services, request.params.runId);
      if (!isFinal(run.state)) throw new ApiError('conflict', 'the run has not ended: stop it first');
      await stores.runs.remove(run.id);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'run.remove',
        target: `run:${run.id}`,
        projectId: run.projectId,
        detail: { testId: run.testId, createdAtMs: run.createdAtMs, result: run.result },
      });
      return reply.status(204).send(null);
    },
  );
}

async function existing({ stores }: Services, id: number): Promise<TestRun> {
  const run = await stores.runs.byId(id);
  if (run === undefined) throw notFound('run');
  return run;
}
