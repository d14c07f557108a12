import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { notFound } from '../../errors/api-error.ts';
import { nextRunAfter } from '../../schedules/next-run.ts';
import type { Services } from '../../services.ts';
import { type App, grantOf, userOf } from '../app.ts';
import { Empty, Id, Nullable, STRICT, TimeMs } from '../schemas.ts';

const Cron = Type.String({ minLength: 1, maxLength: 100, description: 'five fields: 0 3 * * 1-5' });
const TimeZone = Type.String({ maxLength: 100, description: 'Europe/Berlin' });

const ScheduleView = Type.Object({
  id: Id,
  projectId: Id,
  testId: Id,
  cron: Cron,
  timeZone: TimeZone,
  isEnabled: Type.Boolean(),
  createdBy: Id,
  createdAtMs: TimeMs,
  nextRunAtMs: Nullable(TimeMs),
});

const ScheduleParams = Type.Object({ scheduleId: Id });

export function scheduleRoutes(app: App, services: Services): void {
  const { stores, clock } = services;
  const tags = ['schedules'];

  app.get(
    '/api/v1/projects/:projectId/schedules',
    {
      schema: { tags, params: Type.Object({ projectId: Id }), response: { 200: Type.Array(ScheduleView) } },
    },
    async (request) => [...(await stores.schedules.ofProject(grantOf(request).project.id))],
  );

  app.post(
    '/api/v1/projects/:projectId/schedules',
    {
      schema: {
        tags,
        params: Type.Object({ projectId: Id }),
        body: Type.Object({ testId: Id, cron: Cron, timeZone: Type.Optional(TimeZone) }, STRICT),
        response: { 201: ScheduleView },
      },
    },
    async (request, reply) => {
      const { project } = grantOf(request);
      const { user } = userOf(request);
      const { testId, cron, timeZone = 'UTC' } = request.body;
      if ((await stores.tests.byId(testId))?.projectId !== project.id) throw notFound('test of this project');
      const nowMs = clock.wallMs();
      const schedule = await stores.schedules.create({
        projectId: project.id,
        testId,
        cron,
        timeZone,
        isEnabled: true,
        createdBy: user.id,
        createdAtMs: nowMs,
        nextRunAtMs: nextRunAfter(cron, timeZone, nowMs),
      });
      await audited(services, request, {
        user,
        action: 'schedule.create',
        target: `schedule:${schedule.id}`,
        projectId: project.id,
        detail: { testId, cron, timeZone },
      });
      return reply.status(201).send(schedule);
    },
  );

  app.patch(
    '/api/v1/schedules/:scheduleId',
    {
      schema: {
        tags,
        params: ScheduleParams,
        body: Type.Object(
          {
            cron: Type.Optional(Cron),
            timeZone: Type.Optional(TimeZone),
            isEnabled: Type.Optional(Type.Boolean()),
          },
          STRICT,
        ),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const before = await stores.schedules.byId(request.params.scheduleId);
      if (before === undefined) throw notFound('schedule');
      const { cron, timeZone, isEnabled } = { ...before, ...request.body };
      const due = nextRunAfter(cron, timeZone, clock.wallMs());
      await stores.schedules.update(before.id, {
        cron,
        timeZone,
        isEnabled,
        nextRunAtMs: isEnabled ? due : null,
      });
      await audited(services, request, {
        user: userOf(request).user,
        action: 'schedule.change',
        target: `schedule:${before.id}`,
        projectId: before.projectId,
        detail: request.body,
      });
      return reply.status(204).send(null);
    },
  );

  app.delete(
    '/api/v1/schedules/:scheduleId',
    { schema: { tags, params: ScheduleParams, response: { 204: Empty } } },
    async (request, reply) => {
      const { scheduleId } = request.params;
      await stores.schedules.remove(scheduleId);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'schedule.remove',
        target: `schedule:${scheduleId}`,
        projectId: grantOf(request).project.id,
      });
      return reply.status(204).send(null);
    },
  );
}
