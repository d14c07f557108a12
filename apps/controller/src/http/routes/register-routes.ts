import { Type } from '@fastify/type-provider-typebox';
import { registerK6Routes } from '../../k6-api/register-k6-routes.ts';
import type { Services } from '../../services.ts';
import type { App } from '../app.ts';
import { acceptWebSockets } from '../web-sockets.ts';
import { agentRoutes } from './agent-routes.ts';
import { baselineRoutes } from './baseline-routes.ts';
import { deniedTargetRoutes } from './denied-target-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { insightRoutes } from './insight-routes.ts';
import { loadZoneRoutes } from './load-zone-routes.ts';
import { notificationRoutes } from './notification-routes.ts';
import { organizationRoutes } from './organization-routes.ts';
import { projectRoutes } from './project-routes.ts';
import { runArchiveRoutes } from './run-archive-routes.ts';
import { runProgressRoutes } from './run-progress-routes.ts';
import { runRecordRoutes } from './run-record-routes.ts';
import { runResultsRoutes } from './run-results-routes.ts';
import { runRoutes } from './run-routes.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { shareRoutes } from './share-routes.ts';
import { testCheckRoutes } from './test-check-routes.ts';
import { testRoutes } from './test-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import { trendRoutes } from './trend-routes.ts';
import { userRoutes } from './user-routes.ts';

/** Everything the server answers. */
export function registerRoutes(app: App, services: Services): void {
  acceptEmptyJson(app);
  acceptArchives(app);
  systemRoutes(app);
  sessionRoutes(app, services);
  tokenRoutes(app, services);
  userRoutes(app, services);
  organizationRoutes(app, services);
  projectRoutes(app, services);
  deniedTargetRoutes(app, services);
  testRoutes(app, services);
  testCheckRoutes(app, services);
  baselineRoutes(app, services);
  runRoutes(app, services);
  runRecordRoutes(app, services);
  insightRoutes(app, services);
  trendRoutes(app, services);
  exportRoutes(app, services);
  shareRoutes(app, services);
  runArchiveRoutes(app, services);
  runProgressRoutes(app, services);
  runResultsRoutes(app, services);
  scheduleRoutes(app, services);
  notificationRoutes(app, services);
  loadZoneRoutes(app, services);
  agentRoutes(app, services);
  registerK6Routes(app, services);
  acceptWebSockets(app, services);
}

/** Old clients of k6 say that they send JSON and then send nothing. */
function acceptEmptyJson(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, body as string, done);
  });
}

/** Handlers get archives as the stream they arrive as; how much of it they take is theirs to limit. */
function acceptArchives(app: App): void {
  app.addContentTypeParser(['application/x-tar', 'application/octet-stream'], (_request, payload, done) => {
    done(null, payload);
  });
}

function systemRoutes(app: App): void {
  app.get(
    '/api/v1/health',
    {
      config: { rateLimit: false },
      schema: { tags: ['system'], security: [], response: { 200: Type.Object({ status: Type.String() }) } },
    },
    async () => ({ status: 'ok' }),
  );
  app.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
