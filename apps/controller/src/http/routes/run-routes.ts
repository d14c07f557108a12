import { Type } from '@fastify/type-provider-typebox';
import { notFound } from '../../errors/api-error.ts';
import { startRun, stopRun } from '../../runs/start-run.ts';
import type { TestRun } from '../../runs/test-run.ts';
import type { Services } from '../../services.ts';
import { type App, grantOf, userOf } from '../app.ts';
import { Id, Nullable, PageQuery, RunStateName, STRICT, TimeMs } from '../schemas.ts';

const RunView = Type.Object({
  id: Id,
  projectId: Id,
  testId: Id,
  place: Type.Enum(['cloud', 'local', 'output']),
  state: RunStateName,
  result: Nullable(Type.Enum(['passed', 'failed', 'error'])),
  resultMessage: Nullable(Type.String()),
  resultCode: Nullable(Type.Integer()),
  startedBy: Nullable(Id),
  distribution: Type.Array(
    Type.Object({ label: Type.String(), loadZone: Type.String(), percent: Type.Integer() }),
  ),
  note: Type.String(),
  maxVUs: Nullable(Type.Integer()),
  estimatedDurationS: Nullable(Type.Integer()),
  createdAtMs: TimeMs,
  startedAtMs: Nullable(TimeMs),
  endedAtMs: Nullable(TimeMs),
});

const History = Type.Array(
  Type.Object({
    state: RunStateName,
    enteredAtMs: TimeMs,
    byUser: Nullable(Type.String()),
    message: Nullable(Type.String()),
    code: Nullable(Type.Integer()),
  }),
);

const Thresholds = Type.Array(
  Type.Object({ metric: Type.String(), expression: Type.String(), isCrossed: Type.Boolean() }),
);

const RunDetails = Type.Intersect([
  RunView,
  Type.Object({
    history: History,
    options: Type.Record(Type.String(), Type.Unknown()),
    thresholds: Nullable(Thresholds),
  }),
]);

const LogLine = Type.Object({
  id: Id,
  timeNs: Type.String({ description: 'nanoseconds since 1970; too large for a number' }),
  level: Type.String(),
  labels: Type.Record(Type.String(), Type.String()),
  line: Type.String(),
});

const RunParams = Type.Object({ runId: Id });

export function runRoutes(app: App, services: Services): void {
  const { stores } = services;
  const tags = ['runs'];

  app.get(
    '/api/v1/projects/:projectId/runs',
    {
      schema: {
        tags,
        params: Type.Object({ projectId: Id }),
        querystring: Type.Object({ ...PageQuery.properties, testId: Type.Optional(Id) }, STRICT),
        response: { 200: Type.Array(RunView) },
      },
    },
    async (request) =>
      [...(await stores.runs.ofProject(grantOf(request).project.id, request.query))].map(viewRun),
  );

  app.post(
    '/api/v1/tests/:testId/runs',
    { schema: { tags, params: Type.Object({ testId: Id }), response: { 201: RunView } } },
    async (request, reply) => {
      const { project } = grantOf(request);
      const { user } = userOf(request);
      const test = await stores.tests.byId(request.params.testId);
      if (test === undefined) throw notFound('test');
      const { run } = await startRun(services, { project, test, by: user, from: request });
      return reply.status(201).send(viewRun(run));
    },
  );

  app.get(
    '/api/v1/runs/:runId',
    { schema: { tags, params: RunParams, response: { 200: RunDetails } } },
    async (request) => {
      const run = await existing(services, request.params.runId);
      const history = await stores.runs.history(run.id);
      const thresholds = run.thresholds === null ? null : [...run.thresholds];
      return { ...viewRun(run), history: [...history], options: run.options, thresholds };
    },
  );

  app.post(
    '/api/v1/runs/:runId/stop',
    { schema: { tags, params: RunParams, response: { 200: RunView } } },
    async (request) => {
      const { user } = userOf(request);
      const run = await existing(services, request.params.runId);
      return viewRun(await stopRun(services, run, { by: user, from: request }));
    },
  );

  app.get(
    '/api/v1/runs/:runId/logs',
    {
      schema: {
        tags,
        params: RunParams,
        querystring: Type.Object(
          {
            afterId: Type.Integer({ minimum: 0, default: 0 }),
            limit: Type.Integer({ minimum: 1, maximum: 5000, default: 1000 }),
          },
          STRICT,
        ),
        response: { 200: Type.Array(LogLine) },
      },
    },
    async (request) => {
      const { afterId, limit } = request.query;
      return [...(await stores.logs.ofRun(request.params.runId, afterId, limit))];
    },
  );
}

async function existing({ stores }: Services, id: number): Promise<TestRun> {
  const run = await stores.runs.byId(id);
  if (run === undefined) throw notFound('run');
  return run;
}

function viewRun({ distribution, ...run }: TestRun) {
  return { ...run, distribution: [...distribution] };
}
