import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { actorNamed, audited } from '../audit/audited.ts';
import { ApiError, notFound } from '../errors/api-error.ts';
import { type App, grantOf, userOf } from '../http/app.ts';
import { judgeThresholds } from '../runs/judge-run.ts';
import { type RemoteRun, RUN_ERRORS } from '../runs/run-service.ts';
import type { TestRun, Transition } from '../runs/test-run.ts';
import type { Services } from '../services.ts';
import type { Idempotency } from './idempotency.ts';
import { isSigned, signLink } from './signed-link.ts';
import { runOf, testOf } from './v6-test-routes.ts';
import { originOf, runPage } from './views.ts';

const MAX_OPTIONS_BYTES = 4 * 1024 * 1024;

const StartBody = Type.Object({
  options: Type.Record(Type.String(), Type.Unknown()),
  max_vus: Type.Optional(Type.Union([Type.Null(), Type.Integer({ minimum: 0 })])),
  total_duration: Type.Optional(Type.Union([Type.Null(), Type.Integer({ minimum: 0 })])),
  archive_size: Type.Optional(Type.Unknown()),
});

const NotifyBody = Type.Object({
  event_type: Type.String(),
  error: Type.Unknown(),
});

/** `k6 cloud run --local-execution`: the load is made elsewhere, everything else is here. */
export function provisioningRoutes(app: App, services: Services, idempotency: Idempotency): void {
  const { tests, runs, stores, archives, log } = services;

  app.post(
    '/provisioning/v1/load_tests/:testId/start_local_execution',
    { bodyLimit: MAX_OPTIONS_BYTES, schema: { hide: true, body: StartBody } },
    async (request) => {
      const { project } = grantOf(request);
      const { user } = userOf(request);
      const test = await testOf(services, request.params);
      let started: RemoteRun | undefined;
      const { id } = await idempotency.once(request, async () => {
        const outline = { ...(await tests.check(project, request.body.options)), distribution: [] };
        const wish = { project, test, startedBy: user, outline, archiveSha256: null };
        started = await runs.register(wish, 'local');
        await audited(services, request, {
          user,
          action: 'run.start',
          target: `run:${started.run.id}`,
          projectId: project.id,
          detail: { place: 'local' },
        });
        return started.run.id;
      });
      const { run, pushToken } = started ?? (await runs.renewPushToken(await existing(services, id)));
      const hasArchive = typeof request.body.archive_size === 'number';
      return viewStarted(request, run, pushToken, hasArchive ? services.signingKey : undefined);
    },
  );

  app.put('/ingest/runs/:runId/archive', { schema: { hide: true } }, async (request, reply) => {
    const run = await runOf(services, request.params);
    const { signature } = request.query as { signature?: string };
    if (!isSigned(uploadPurpose(run.id), signature, services.signingKey)) {
      throw new ApiError('forbidden', 'this link was not made by this controller');
    }
    if (!(request.body instanceof Readable)) {
      throw new ApiError('unsupported-media-type', 'send the archive as application/x-tar');
    }
    const { sha256 } = await archives.receive(request.body);
    await stores.runs.setArchive(run.id, sha256);
    await noteGenerator(services, request, run, 'run.archive');
    return reply.status(200).send({});
  });

  app.post(
    '/provisioning/v1/test_runs/:runId/notify',
    { schema: { hide: true, body: NotifyBody } },
    async (request, reply) => {
      const run = await runOf(services, request.params);
      const user = run.startedBy === null ? undefined : await stores.users.byId(run.startedBy);
      const thresholds = await judgeThresholds(services.results, run, log);
      await runs.end(run, { ...ending(request.body.error, user?.email, isCrossed(thresholds)), thresholds });
      await noteGenerator(services, request, run, 'run.end');
      return reply.status(204).send();
    },
  );
}

/** It acts without a user: whoever started it may be gone. */
async function noteGenerator(
  services: Services,
  request: FastifyRequest,
  { id, projectId }: TestRun,
  action: string,
): Promise<void> {
  const project = await services.stores.projects.byId(projectId);
  if (project === undefined) return;
  const user = actorNamed(`generator of run ${id}`, project.organizationId);
  await audited(services, request, { user, action, target: `run:${id}`, projectId });
}

const isCrossed = (outcomes: readonly { readonly isCrossed: boolean }[]): boolean =>
  outcomes.some((outcome) => outcome.isCrossed);

/** The client says why it ended, but not what became of the thresholds. */
function ending(error: unknown, email: string | undefined, isCrossed: boolean): Omit<Transition, 'atMs'> {
  if (error === null || error === undefined) {
    return { to: 'completed', result: isCrossed ? 'failed' : 'passed' };
  }
  const { code, reason } = error as { code?: unknown; reason?: unknown };
  const message = typeof reason === 'string' ? reason : 'the run was aborted';
  const aborted = { to: 'aborted', message, ...(typeof code === 'number' && { code }) } as const;
  // One code for three causes, which only the text tells apart.
  if (code !== RUN_ERRORS.aborted) return { ...aborted, result: 'error' };
  if (/^thresholds on metrics /.test(message)) return { ...aborted, result: 'failed' };
  const isByUser = /received a '.*' signal/.test(message) && email !== undefined;
  return { ...aborted, result: 'error', ...(isByUser && { byUser: email }) };
}

/** Every key is required; what is null is left to the client. */
function viewStarted(
  request: FastifyRequest,
  run: TestRun,
  pushToken: string,
  signingKey: string | undefined,
) {
  const base = `${originOf(request)}/ingest/runs/${run.id}`;
  const signature = signingKey === undefined ? '' : signLink(uploadPurpose(run.id), signingKey);
  return {
    test_run_id: run.id,
    archive_upload_url: signingKey === undefined ? null : `${base}/archive?signature=${signature}`,
    test_run_details_page_url: runPage(request, run.id),
    runtime_config: {
      test_run_token: pushToken,
      metrics: {
        push_url: `${base}/metrics`,
        push_interval: '1s',
        push_concurrency: null,
        aggregation_period: '1s',
        aggregation_wait_period: '2s',
        aggregation_min_samples: null,
        max_samples_per_package: null,
      },
      logs: {
        push_url: `${base}/logs`,
        tail_url: '',
        limit: 1000,
        push_period_seconds: '1s',
        level: 'debug',
        message_max_size: 10_000,
        allowed_labels: ['level', 'source', 'lz', 'instance_id'],
      },
      // There are no secrets here yet: a script that asks for one is told that the address does not exist.
      secrets: {
        endpoint: `${originOf(request)}/provisioning/v1/test_runs/${run.id}/decrypt_secret?name={key}`,
        response_path: 'plaintext',
      },
      traces: { push_url: '', traces_metadata: {}, proto: 'http' },
      files: { push_url: '', screenshots_base_path: '', headers: {}, method: 'POST' },
    },
  };
}

const uploadPurpose = (runId: number): string => `archive of run ${runId}`;

async function existing({ stores }: Services, id: number): Promise<TestRun> {
  const run = await stores.runs.byId(id);
  if (run === undefined) throw notFound('run');
  return run;
}
