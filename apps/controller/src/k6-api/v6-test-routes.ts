import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../audit/audited.ts';
import { ApiError, notFound } from '../errors/api-error.ts';
import { type App, grantOf, userOf } from '../http/app.ts';
import { requireProject } from '../http/authorize.ts';
import { Id } from '../http/schemas.ts';
import { includesRole } from '../identity/roles.ts';
import type { NewLogLine } from '../runs/run-logs.ts';
import { startRun, stopRun } from '../runs/start-run.ts';
import type { TestRun } from '../runs/test-run.ts';
import type { Services } from '../services.ts';
import type { LoadTest } from '../tests/load-test.ts';
import type { Idempotency } from './idempotency.ts';
import { warningOfVariables } from './left-out-variables.ts';
import { readUpload } from './upload.ts';
import { runPage, viewLoadTest, viewTestRun } from './views.ts';

const MAX_OPTIONS_BYTES = 4 * 1024 * 1024;

/** Nothing costs anything here; clients want to hear it all the same. */
const NO_COST = {
  vuh_usage: 0,
  breakdown: {
    protocol_vuh: 0,
    browser_vuh: 0,
    base_total_vuh: 0,
    reduction_rate: 0,
    reduction_rate_breakdown: {},
  },
};

const ValidateBody = Type.Object({
  project_id: Id,
  is_local_execution: Type.Optional(Type.Boolean()),
  options: Type.Record(Type.String(), Type.Unknown()),
});

/** Uploading and running tests from the k6 command line. */
export function v6TestRoutes(app: App, services: Services, idempotency: Idempotency): void {
  const { tests, stores, clock } = services;

  app.post(
    '/cloud/v6/validate_options',
    { bodyLimit: MAX_OPTIONS_BYTES, schema: { hide: true, body: ValidateBody } },
    async (request) => {
      const { project_id, options } = request.body;
      const { project } = await requireProject(services, userOf(request), project_id, 'runner');
      await tests.check(project, options);
      return NO_COST;
    },
  );

  app.post('/cloud/v6/projects/:projectId/load_tests', { schema: { hide: true } }, async (request, reply) => {
    const { project, role } = grantOf(request);
    const { fields, file } = await readUpload(request);
    if (file !== undefined && !includesRole(role, 'editor')) {
      throw new ApiError('forbidden', 'this needs the role editor in this project');
    }
    const test = await tests.create(project, fields.name ?? '', file);
    await audited(services, request, {
      user: userOf(request).user,
      action: 'test.create',
      target: `test:${test.id}`,
      projectId: project.id,
    });
    return reply.status(201).send(viewLoadTest(test));
  });

  app.put('/cloud/v6/load_tests/:testId/script', { schema: { hide: true } }, async (request, reply) => {
    if (!(request.body instanceof Readable)) {
      throw new ApiError('unsupported-media-type', 'send the archive as application/octet-stream');
    }
    const test = await testOf(services, request.params);
    await tests.replaceScript(test, grantOf(request).project, request.body);
    await audited(services, request, {
      user: userOf(request).user,
      action: 'test.upload',
      target: `test:${test.id}`,
      projectId: test.projectId,
    });
    return reply.status(204).send();
  });

  app.post('/cloud/v6/load_tests/:testId/start', { schema: { hide: true } }, async (request) => {
    const { project } = grantOf(request);
    const { user } = userOf(request);
    const test = await testOf(services, request.params);
    const { id } = await idempotency.once(request, async () => {
      const { run, archive } = await startRun(services, { project, test, by: user, from: request });
      const warning = warningOfVariables(archive);
      // The client tails the log of the run.
      if (warning !== undefined) await stores.logs.add([warningLine(run.id, warning, clock.wallMs())]);
      return run.id;
    });
    return { ...(await describeRun(services, id)), test_run_details_page_url: runPage(request, id) };
  });

  app.get('/cloud/v6/test_runs/:runId', { schema: { hide: true } }, async (request) =>
    describeRun(services, (await runOf(services, request.params)).id),
  );

  app.post('/cloud/v6/test_runs/:runId/abort', { schema: { hide: true } }, async (request, reply) => {
    const { user } = userOf(request);
    await stopRun(services, await runOf(services, request.params), { by: user, from: request });
    return reply.status(204).send();
  });
}

function warningLine(runId: number, line: string, nowMs: number): NewLogLine {
  return {
    runId,
    timeNs: `${Math.floor(nowMs)}000000`,
    level: 'warning',
    labels: { source: 'controller' },
    line,
  };
}

export async function describeRun({ stores }: Services, id: number) {
  const run = await stores.runs.byId(id);
  if (run === undefined) throw notFound('run');
  const history = await stores.runs.history(id);
  const startedBy = run.startedBy === null ? undefined : await stores.users.byId(run.startedBy);
  return viewTestRun({ run, history, startedBy });
}

/** Ids in these paths were looked at when it was decided who may ask. */
export async function testOf({ stores }: Services, params: unknown): Promise<LoadTest> {
  const test = await stores.tests.byId(Number((params as { testId?: string }).testId));
  if (test === undefined) throw notFound('test');
  return test;
}

export async function runOf({ stores }: Services, params: unknown): Promise<TestRun> {
  const run = await stores.runs.byId(Number((params as { runId?: string }).runId));
  if (run === undefined) throw notFound('run');
  return run;
}
