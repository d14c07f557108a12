import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../audit/audited.ts';
import { ApiError, notFound } from '../errors/api-error.ts';
import { type App, userOf } from '../http/app.ts';
import { RUN_ERRORS } from '../runs/run-service.ts';
import { isFinal } from '../runs/run-state.ts';
import { startRun } from '../runs/start-run.ts';
import type { TestRun } from '../runs/test-run.ts';
import type { Services } from '../services.ts';
import type { LoadTest } from '../tests/load-test.ts';
import { clientConfig } from './client-config.ts';
import { findOrCreateTest, projectOfRequest } from './find-test.ts';
import type { Idempotency } from './idempotency.ts';
import { readUpload } from './upload.ts';
import { OLD_STATUS } from './views.ts';

/** `k6 cloud` of clients up to v1.8. */
export function v1CloudRoutes(app: App, services: Services, idempotency: Idempotency): void {
  const { stores, tests, clock } = services;

  app.post(
    '/v1/validate-options',
    { schema: { hide: true, body: Type.Object({ options: Type.Record(Type.String(), Type.Unknown()) }) } },
    async (request) => {
      await tests.check(await projectOfRequest(services, request, 0, 'runner'), request.body.options);
      return {};
    },
  );

  app.post('/v1/archive-upload', { schema: { hide: true } }, async (request) => {
    const { fields, file } = await readUpload(request);
    if (file === undefined)
      throw new ApiError('invalid-request', 'the form holds no archive', { target: 'file' });
    const project = await projectOfRequest(services, request, Number(fields.project_id ?? 0), 'editor');
    const { user } = userOf(request);
    const test = await findOrCreateTest(services, project, fields.name ?? '');
    await tests.replaceScript(test, project, file);
    const noted = { user, projectId: project.id };
    await audited(services, request, { ...noted, action: 'test.upload', target: `test:${test.id}` });
    if (fields.upload_only === 'true') return { reference_id: uploadReference(test) };
    const { id } = await idempotency.once(request, async () => {
      const current = (await stores.tests.byId(test.id)) ?? test;
      return (await startRun(services, { project, test: current, by: user, from: request })).run.id;
    });
    return { reference_id: String(id), config: clientConfig(request, id), logs: [] };
  });

  app.get('/v1/test-progress/:reference', { schema: { hide: true } }, async (request) => {
    const { reference } = request.params as { reference: string };
    if (UPLOAD_REFERENCE.test(reference)) return ARCHIVED;
    const run = await stores.runs.byId(Number(reference));
    const grant = run && (await services.access.grant(userOf(request), run.projectId));
    if (run === undefined || grant === undefined) throw notFound('run');
    return viewProgress(run, clock.wallMs());
  });
}

/** An upload is no run, but clients ask how it is getting on. */
const UPLOAD_REFERENCE = /^test-\d+$/;
const ARCHIVED = { run_status_text: 'Archived', run_status: 10, result_status: 0, progress: 1 };

const uploadReference = (test: LoadTest): string => `test-${test.id}`;

function viewProgress(run: TestRun, nowMs: number) {
  const { code, text } = oldStatus(run);
  return {
    run_status_text: text,
    run_status: code,
    result_status: run.result === null || run.result === 'passed' ? 0 : 1,
    progress: progressOf(run, nowMs),
  };
}

function oldStatus({ state, result, resultCode }: TestRun): { readonly code: number; readonly text: string } {
  if (state !== 'aborted') return OLD_STATUS[state];
  if (result === 'failed') return { code: 8, text: 'Aborted (by threshold)' };
  return resultCode === RUN_ERRORS.aborted ? { code: 5, text: 'Aborted (by user)' } : OLD_STATUS.aborted;
}

function progressOf({ state, startedAtMs, estimatedDurationS }: TestRun, nowMs: number): number {
  if (isFinal(state) || state === 'processing_metrics') return 1;
  if (startedAtMs === null || !estimatedDurationS) return 0;
  return Math.min(1, (nowMs - startedAtMs) / (estimatedDurationS * 1000));
}
