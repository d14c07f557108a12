import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { ApiError, notFound } from '../../errors/api-error.ts';
import { stopOpenRuns } from '../../runs/stop-open-runs.ts';
import type { Services } from '../../services.ts';
import type { LoadTest } from '../../tests/load-test.ts';
import { type App, grantOf, userOf } from '../app.ts';
import { Empty, Id, Name, Nullable, STRICT, TimeMs } from '../schemas.ts';

const TestView = Type.Object({
  id: Id,
  projectId: Id,
  name: Type.String(),
  archiveSha256: Nullable(Type.String()),
  baselineRunId: Nullable(Id),
  createdAtMs: TimeMs,
  updatedAtMs: TimeMs,
});

const TestParams = Type.Object({ testId: Id });
const ProjectParams = Type.Object({ projectId: Id });

export function testRoutes(app: App, services: Services): void {
  const { stores, tests, archives } = services;
  const tags = ['tests'];

  app.get(
    '/api/v1/projects/:projectId/tests',
    {
      schema: {
        tags,
        params: ProjectParams,
        querystring: Type.Object(
          {
            name: Type.Optional(Type.String()),
            skip: Type.Integer({ minimum: 0, default: 0 }),
            limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
          },
          STRICT,
        ),
        response: { 200: Type.Array(TestView) },
      },
    },
    async (request) => [...(await stores.tests.ofProject(grantOf(request).project.id, request.query))],
  );

  app.post(
    '/api/v1/projects/:projectId/tests',
    {
      schema: {
        tags,
        params: ProjectParams,
        body: Type.Object({ name: Name }, STRICT),
        response: { 201: TestView },
      },
    },
    async (request, reply) => {
      const { project } = grantOf(request);
      const test = await tests.create(project, request.body.name);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'test.create',
        target: `test:${test.id}`,
        projectId: project.id,
      });
      return reply.status(201).send(test);
    },
  );

  app.get(
    '/api/v1/tests/:testId',
    { schema: { tags, params: TestParams, response: { 200: TestView } } },
    async (request) => existing(services, request.params.testId),
  );

  app.patch(
    '/api/v1/tests/:testId',
    {
      schema: {
        tags,
        params: TestParams,
        body: Type.Object({ name: Name }, STRICT),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const test = await existing(services, request.params.testId);
      await tests.rename(test, request.body.name);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'test.rename',
        target: `test:${test.id}`,
        projectId: test.projectId,
        detail: request.body,
      });
      return reply.status(204).send(null);
    },
  );

  app.delete(
    '/api/v1/tests/:testId',
    { schema: { tags, params: TestParams, response: { 204: Empty } } },
    async (request, reply) => {
      const test = await existing(services, request.params.testId);
      const { user } = userOf(request);
      const { id: testId, projectId } = test;
      await stopOpenRuns(services, { testId, projectId }, { by: user, from: request });
      await stores.tests.remove(test.id);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'test.remove',
        target: `test:${test.id}`,
        projectId: test.projectId,
        detail: { name: test.name },
      });
      return reply.status(204).send(null);
    },
  );

  app.put(
    '/api/v1/tests/:testId/archive',
    {
      schema: {
        tags,
        description: 'The body is an archive as `k6 archive` makes it, not compressed.',
        consumes: ['application/x-tar'],
        params: TestParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const test = await existing(services, request.params.testId);
      await tests.replaceScript(test, grantOf(request).project, archiveIn(request.body));
      await audited(services, request, {
        user: userOf(request).user,
        action: 'test.upload',
        target: `test:${test.id}`,
        projectId: test.projectId,
      });
      return reply.status(204).send(null);
    },
  );

  app.get(
    '/api/v1/tests/:testId/archive',
    { schema: { tags, params: TestParams, produces: ['application/x-tar'] } },
    async (request, reply) => {
      const { archiveSha256 } = await existing(services, request.params.testId);
      if (archiveSha256 === null) throw notFound('script of this test');
      return reply.type('application/x-tar').send(archives.read(archiveSha256));
    },
  );
}

/** Exists as a rule: whether it may be seen was decided before. */
async function existing({ stores }: Services, id: number): Promise<LoadTest> {
  const test = await stores.tests.byId(id);
  if (test === undefined) throw notFound('test');
  return test;
}

/** @throws ApiError unsupported-media-type for a body of another type */
function archiveIn(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new ApiError('unsupported-media-type', 'send the archive as application/x-tar');
}
