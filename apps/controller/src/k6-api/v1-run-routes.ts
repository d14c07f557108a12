import type { FastifyRequest } from 'fastify';
import { asObject, parseMetadata } from '../archives/metadata.ts';
import { audited } from '../audit/audited.ts';
import { type App, userOf } from '../http/app.ts';
import { isFinal } from '../runs/run-state.ts';
import { stopRun } from '../runs/start-run.ts';
import type { Services } from '../services.ts';
import { clientConfig } from './client-config.ts';
import { findOrCreateTest, projectOfRequest } from './find-test.ts';
import type { Idempotency } from './idempotency.ts';
import { FinishBody, oldEnding } from './old-ending.ts';
import { refuseOldMetrics } from './refused-routes.ts';
import { readUpload } from './upload.ts';
import { runOf } from './v6-test-routes.ts';

/** A run that happens elsewhere, as it is announced. */
interface Creation {
  readonly name: string;
  readonly projectId: number;
  readonly maxVUs: number;
  readonly durationS: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly archiveSha256: string | null;
}

/** `k6 run --out cloud` of all versions. */
export function v1RunRoutes(app: App, services: Services, idempotency: Idempotency): void {
  const { runs } = services;

  app.post('/v1/tests', { schema: { hide: true } }, async (request) => {
    refuseOldMetrics(request.headers['user-agent']);
    const creation = await readCreation(request, services);
    const { user } = userOf(request);
    const project = await projectOfRequest(services, request, creation.projectId, 'runner');
    const { id } = await idempotency.once(request, async () => {
      const test = await findOrCreateTest(services, project, creation.name);
      const { options, maxVUs, durationS, archiveSha256 } = creation;
      const outline = { options, maxVUs, durationS, distribution: [], note: '' };
      const wish = { project, test, startedBy: user, outline, archiveSha256 };
      const { run } = await runs.register(wish, 'output');
      await audited(services, request, {
        user,
        action: 'run.start',
        target: `run:${run.id}`,
        projectId: project.id,
        detail: { place: 'output' },
      });
      return run.id;
    });
    return { reference_id: String(id), config: clientConfig(request, id), logs: [] };
  });

  app.post('/v1/tests/:runId', { schema: { hide: true, body: FinishBody } }, async (request) => {
    const run = await runOf(services, request.params);
    const { user } = userOf(request);
    await runs.end(run, oldEnding(request.body, user.email));
    await audited(services, request, {
      user,
      action: 'run.end',
      target: `run:${run.id}`,
      projectId: run.projectId,
    });
    return {};
  });

  app.post('/v1/tests/:runId/stop', { schema: { hide: true } }, async (request) => {
    const run = await runOf(services, request.params);
    const { user } = userOf(request);
    if (!isFinal(run.state)) await stopRun(services, run, { by: user, from: request });
    return {};
  });
}

/** @throws ApiError invalid-request */
async function readCreation(request: FastifyRequest, { archives }: Services): Promise<Creation> {
  if (!request.isMultipart()) return fromJson(request.body);
  const { fields, file } = await readUpload(request);
  const archive = file === undefined ? undefined : await archives.receive(file);
  return {
    name: fields.name ?? '',
    projectId: wholeNumber(fields.project_id),
    maxVUs: wholeNumber(fields.vus),
    durationS: wholeNumber(fields.duration),
    // With an archive no thresholds are sent: they are in it.
    options: archive === undefined ? {} : parseMetadata(archive.metadata).options,
    archiveSha256: archive?.sha256 ?? null,
  };
}

function fromJson(body: unknown): Creation {
  const { name, project_id, vus, duration, thresholds } = (body ?? {}) as Readonly<Record<string, unknown>>;
  return {
    name: typeof name === 'string' ? name : '',
    projectId: wholeNumber(project_id),
    maxVUs: wholeNumber(vus),
    durationS: wholeNumber(duration),
    options: { thresholds: asObject(thresholds) ?? {} },
    archiveSha256: null,
  };
}

/** 0 for what is left out; what is no number is left out too. */
function wholeNumber(value: unknown): number {
  const number = Math.ceil(Number(value ?? 0));
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}
