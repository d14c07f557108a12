import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { audited } from '../../audit/audited.ts';
import { ApiError, notFound } from '../../errors/api-error.ts';
import { createSecret, hashSecret } from '../../identity/secret.ts';
import type { TestRun } from '../../runs/test-run.ts';
import type { Services } from '../../services.ts';
import { isOpen } from '../../sharing/share-link.ts';
import { type App, userOf } from '../app.ts';
import { SHARE_HEADER } from '../authenticate.ts';
import { Empty, Id, Nullable, STRICT, TimeMs } from '../schemas.ts';

const DAY_MS = 24 * 3_600_000;
const RunParams = Type.Object({ runId: Id });

const ShareState = Type.Object({
  isShared: Type.Boolean(),
  createdAtMs: Nullable(TimeMs),
  expiresAtMs: Nullable(TimeMs),
});

const NewShare = Type.Object(
  { expiresInDays: Nullable(Type.Integer({ minimum: 1, maximum: 3650, description: 'null is never' })) },
  STRICT,
);

const IssuedShare = Type.Object({
  url: Type.String({ description: 'page of the run for whoever has this address' }),
  token: Type.String({ description: `for the header ${SHARE_HEADER}; shown this once` }),
  expiresAtMs: Nullable(TimeMs),
});

const SharedView = Type.Object({
  runId: Id,
  testName: Type.String(),
  expiresAtMs: Nullable(TimeMs),
});

export function shareRoutes(app: App, services: Services): void {
  const { stores, clock } = services;
  const tags = ['sharing'];

  app.get(
    '/api/v1/runs/:runId/share',
    { schema: { tags, params: RunParams, response: { 200: ShareState } } },
    async (request) => {
      const link = await stores.shareLinks.ofRun(request.params.runId);
      if (link === undefined || !isOpen(link, clock.wallMs()))
        return { isShared: false, createdAtMs: null, expiresAtMs: null };
      return { isShared: true, createdAtMs: link.createdAtMs, expiresAtMs: link.expiresAtMs };
    },
  );

  app.post(
    '/api/v1/runs/:runId/share',
    {
      schema: {
        tags,
        description:
          'Makes a link with which anybody can read all there is of this run, its script and logs included. One made before stops working.',
        params: RunParams,
        body: NewShare,
        response: { 201: IssuedShare },
      },
    },
    async (request, reply) => {
      const { user } = userOf(request);
      const run = await existing(services, request.params.runId);
      const { expiresInDays } = request.body;
      const nowMs = Math.floor(clock.wallMs());
      const expiresAtMs = expiresInDays === null ? null : nowMs + expiresInDays * DAY_MS;
      const token = createSecret('sqs');
      await stores.shareLinks.put({
        runId: run.id,
        hash: hashSecret(token),
        createdBy: user.id,
        createdAtMs: nowMs,
        expiresAtMs,
      });
      await audited(services, request, {
        user,
        action: 'share.create',
        target: `run:${run.id}`,
        projectId: run.projectId,
        detail: { expiresAtMs },
      });
      return reply.status(201).send({ url: sharedPage(request, token), token, expiresAtMs });
    },
  );

  app.delete(
    '/api/v1/runs/:runId/share',
    { schema: { tags, params: RunParams, response: { 204: Empty } } },
    async (request, reply) => {
      const run = await existing(services, request.params.runId);
      if (!(await stores.shareLinks.revoke(run.id))) throw notFound('share link of this run');
      await audited(services, request, {
        user: userOf(request).user,
        action: 'share.revoke',
        target: `run:${run.id}`,
        projectId: run.projectId,
      });
      return reply.status(204).send(null);
    },
  );

  app.get(
    '/api/v1/shared',
    {
      schema: {
        tags,
        security: [],
        description: `What the token in the header ${SHARE_HEADER} is for. It opens every GET route below /runs/{runId} of that run.`,
        response: { 200: SharedView },
      },
    },
    async ({ principal }) => {
      if (principal?.kind !== 'share')
        throw new ApiError('forbidden', 'this needs the token of a share link');
      const { run, link } = principal;
      const test = await stores.tests.byId(run.testId);
      return { runId: run.id, testName: test?.name ?? '', expiresAtMs: link.expiresAtMs };
    },
  );
}

function sharedPage({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>, token: string): string {
  return `${protocol}://${host}/shared/${token}`;
}

async function existing({ stores }: Services, id: number): Promise<TestRun> {
  const run = await stores.runs.byId(id);
  if (run === undefined) throw notFound('run');
  return run;
}
