import { Type } from '@fastify/type-provider-typebox';
import { audited } from '../../audit/audited.ts';
import { notFound } from '../../errors/api-error.ts';
import { createSecret } from '../../identity/secret.ts';
import { testMessage } from '../../notifications/message.ts';
import type { Delivery, Notification } from '../../notifications/notification.ts';
import { RUN_EVENTS } from '../../notifications/run-event.ts';
import { checkTargetUrl } from '../../notifications/target-url.ts';
import type { Services } from '../../services.ts';
import { type App, grantOf, userOf } from '../app.ts';
import { Empty, Id, Nullable, STRICT, TimeMs } from '../schemas.ts';

const Url = Type.String({ minLength: 1, maxLength: 2000, description: 'http:// or https://' });
const Events = Type.Array(Type.Enum([...RUN_EVENTS]), { minItems: 1, uniqueItems: true });

const LastDelivery = Type.Object({
  event: Type.String(),
  status: Type.Enum(['delivered', 'pending', 'failed']),
  attempts: Type.Integer(),
  lastAttemptAtMs: Nullable(TimeMs),
  httpStatus: Nullable(Type.Integer()),
  error: Nullable(Type.String()),
});

const NotificationView = Type.Object({
  id: Id,
  projectId: Id,
  url: Url,
  events: Events,
  isEnabled: Type.Boolean(),
  createdAtMs: TimeMs,
  lastDelivery: Nullable(LastDelivery),
});

const IssuedNotification = Type.Object({
  notification: NotificationView,
  secret: Type.String({ description: 'signs the messages; shown this once' }),
});

const TestOutcome = Type.Object({
  isDelivered: Type.Boolean(),
  httpStatus: Nullable(Type.Integer()),
  error: Nullable(Type.String()),
});

const ProjectParams = Type.Object({ projectId: Id });
const NotificationParams = Type.Object({ notificationId: Id });
const tags = ['notifications'];

export function notificationRoutes(app: App, services: Services): void {
  const { stores, clock } = services;

  app.get(
    '/api/v1/projects/:projectId/notifications',
    { schema: { tags, params: ProjectParams, response: { 200: Type.Array(NotificationView) } } },
    async (request) => {
      const all = await stores.notifications.ofProject(grantOf(request).project.id);
      return Promise.all(all.map((notification) => view(services, notification)));
    },
  );

  app.post(
    '/api/v1/projects/:projectId/notifications',
    {
      schema: {
        tags,
        description: 'An address that gets a POST with a signed JSON body when a run starts, ends or fails.',
        params: ProjectParams,
        body: Type.Object({ url: Url, events: Events, isEnabled: Type.Optional(Type.Boolean()) }, STRICT),
        response: { 201: IssuedNotification },
      },
    },
    async (request, reply) => {
      const { project } = grantOf(request);
      const { url, events, isEnabled = true } = request.body;
      checkTargetUrl(url);
      const secret = createSecret('sqw');
      const notification = await stores.notifications.create({
        projectId: project.id,
        url,
        secret,
        events,
        isEnabled,
        createdAtMs: clock.wallMs(),
      });
      await audited(services, request, {
        user: userOf(request).user,
        action: 'notification.create',
        target: `notification:${notification.id}`,
        projectId: project.id,
        detail: { url, events, isEnabled },
      });
      return reply.status(201).send({ notification: await view(services, notification), secret });
    },
  );

  changeRoutes(app, services);
}

function changeRoutes(app: App, services: Services): void {
  const { stores } = services;

  app.patch(
    '/api/v1/notifications/:notificationId',
    {
      schema: {
        tags,
        params: NotificationParams,
        body: Type.Object(
          {
            url: Type.Optional(Url),
            events: Type.Optional(Events),
            isEnabled: Type.Optional(Type.Boolean()),
          },
          STRICT,
        ),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id, projectId } = await existing(services, request.params.notificationId);
      if (request.body.url !== undefined) checkTargetUrl(request.body.url);
      await stores.notifications.update(id, request.body);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'notification.change',
        target: `notification:${id}`,
        projectId,
        detail: request.body,
      });
      return reply.status(204).send(null);
    },
  );

  app.delete(
    '/api/v1/notifications/:notificationId',
    { schema: { tags, params: NotificationParams, response: { 204: Empty } } },
    async (request, reply) => {
      const { id, projectId, url } = await existing(services, request.params.notificationId);
      await stores.notifications.remove(id);
      await audited(services, request, {
        user: userOf(request).user,
        action: 'notification.remove',
        target: `notification:${id}`,
        projectId,
        detail: { url },
      });
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/notifications/:notificationId/test',
    {
      schema: {
        tags,
        description:
          'Sends a message at once, also when the notification is disabled, and tells what came of it.',
        params: NotificationParams,
        response: { 200: TestOutcome },
      },
    },
    async (request) => {
      const { project } = grantOf(request);
      const notification = await existing(services, request.params.notificationId);
      const attempt = await services.courier.test(notification, testMessage(project));
      await audited(services, request, {
        user: userOf(request).user,
        action: 'notification.test',
        target: `notification:${notification.id}`,
        projectId: project.id,
        detail: { isDelivered: attempt.error === undefined },
      });
      const { httpStatus, error = null } = attempt;
      return { isDelivered: error === null, httpStatus, error };
    },
  );
}

async function view(
  { stores }: Services,
  { id, projectId, url, events, isEnabled, createdAtMs }: Notification,
) {
  const last = await stores.notifications.lastDelivery(id);
  const lastDelivery = last === undefined ? null : viewDelivery(last);
  return { id, projectId, url, events: [...events], isEnabled, createdAtMs, lastDelivery };
}

function viewDelivery({ event, attempts, lastAttemptAtMs, httpStatus, error, ...delivery }: Delivery) {
  return { event, status: statusOf(delivery), attempts, lastAttemptAtMs, httpStatus, error };
}

function statusOf({
  deliveredAtMs,
  nextAttemptAtMs,
}: Pick<Delivery, 'deliveredAtMs' | 'nextAttemptAtMs'>): 'delivered' | 'pending' | 'failed' {
  if (deliveredAtMs !== null) return 'delivered';
  return nextAttemptAtMs === null ? 'failed' : 'pending';
}

async function existing({ stores }: Services, id: number): Promise<Notification> {
  const notification = await stores.notifications.byId(id);
  if (notification === undefined) throw notFound('notification');
  return notification;
}
