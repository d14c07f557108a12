import { Type } from '@fastify/type-provider-typebox';
import { notFound } from '../../errors/api-error.ts';
import { progressOf } from '../../runs/run-progress.ts';
import type { Services } from '../../services.ts';
import { type App, grantOf } from '../app.ts';
import { Id, Nullable, RunStateName } from '../schemas.ts';

const Progress = Type.Object({
  state: RunStateName,
  phase: Nullable(
    Type.String({
      description: 'of a run that agents of this controller carry out right now; null otherwise',
    }),
  ),
  elapsedMs: Type.Number({ description: 'of the load' }),
  totalMs: Nullable(Type.Number({ description: 'as planned' })),
  share: Nullable(Type.Number({ minimum: 0, maximum: 1, description: 'how much of the load is over' })),
  vus: Type.Integer(),
  maxVUs: Nullable(Type.Integer()),
  iterations: Type.Integer({ description: 'complete ones, of a run that goes on here' }),
  missingAgents: Type.Array(Type.Object({ loadZone: Type.String(), count: Type.Integer() })),
});

/** For whoever waits for a run: how far it is. */
export function runProgressRoutes(app: App, { stores, runs, gate, clock }: Services): void {
  app.get(
    '/api/v1/runs/:runId/progress',
    { schema: { tags: ['runs'], params: Type.Object({ runId: Id }), response: { 200: Progress } } },
    async (request) => {
      const run = await stores.runs.byId(request.params.runId);
      if (run === undefined) throw notFound('run');
      const agents = gate.poolOf(grantOf(request).project.organizationId).connected;
      const {
        phase = null,
        missingAgents,
        ...rest
      } = progressOf(run, runs.live(run.id), {
        loadZones: new Set(agents.map(({ hello }) => hello.loadZone)),
        nowMs: clock.wallMs(),
      });
      return { ...rest, phase, missingAgents: [...missingAgents] };
    },
  );
}
