import cookies from '@fastify/cookie';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyRequest, type RouteOptions } from 'fastify';
import { notFound } from '../errors/api-error.ts';
import type { Services } from '../services.ts';
import { accessOf } from './access.ts';
import type { App } from './app.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
import { answerError } from './error-answers.ts';
import { registerRoutes } from './routes/register-routes.ts';
import { ErrorAnswer } from './schemas.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { serveWebPages } from './web-pages.ts';

export interface ServerOptions {
  readonly version: string;
  /** Requests a minute from one client; uploads of metrics count as others do. */
  readonly requestsPerMinute?: number;
  /** Addresses of reverse proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustProxy?: string | readonly string[];
  /** Folder of the built web pages; without it there is the API only. */
  readonly webFolder?: string;
  /** Told each route as it is registered. */
  onRoute?(method: string, path: string): void;
}

const MAX_BODY_BYTES = 1024 * 1024;
const DEFAULT_REQUESTS_PER_MINUTE = 3000;

/** The server with everything it answers, not listening yet. */
export async function createServer(services: Services, options: ServerOptions): Promise<App> {
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    exposeHeadRoutes: false,
    // Of uploads that were refused halfway there is a rest that nobody will read.
    forceCloseConnections: true,
    trustProxy: options.trustProxy === undefined ? false : [options.trustProxy].flat(),
    routerOptions: { maxParamLength: 300 },
    ajv: { customOptions: { removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, services.log));
  const { webFolder } = options;
  const showPage = webFolder === undefined ? undefined : await serveWebPages(app, webFolder);
  app.setNotFoundHandler(
    (request, reply) =>
      showPage?.(request, reply) ?? answerError(notFound('page or route'), request, reply, services.log),
  );
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      accessOf(method, route.url);
      options.onRoute?.(method, route.url);
    }
    describeErrors(route);
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });
  await app.register(cookies);
  await app.register(multipart, { limits: { files: 1, fields: 10, fileSize: services.archives.maxBytes } });
  await app.register(rateLimit, {
    max: options.requestsPerMinute ?? DEFAULT_REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: clientOf,
  });
  await app.register(swagger, { openapi: openapiHead(options.version) });
  guard(app, services);
  registerRoutes(app, services);
  return app;
}

/** The shape of errors is the same everywhere, and part of the document that describes the API. */
function describeErrors(route: RouteOptions): void {
  const { schema } = route;
  if (schema === undefined || schema.hide === true) return;
  route.schema = {
    ...schema,
    response: { ...(schema.response ?? {}), '4xx': ErrorAnswer, '5xx': ErrorAnswer },
  };
}

/** Before anything of the body is read. */
function guard(app: App, services: Services): void {
  app.decorateRequest('principal', null);
  app.decorateRequest('grant', null);
  app.addHook('onRequest', async (request) => {
    const { method, url } = request.routeOptions;
    if (url === undefined) return;
    const access = accessOf([method].flat()[0] ?? '', url);
    // Whoever signs in anew may still carry what no longer works.
    if (access === 'public' || access === 'signed-link') return;
    request.principal = await authenticate(request, services);
    request.grant = await authorize(access, request, services);
  });
}

/**
 * Users behind one address do not share a limit, and nobody gets another one by sending other credentials: this is
 * asked after it was found out whom they belong to, and what belongs to nobody was refused before.
 */
function clientOf({ principal, ip }: FastifyRequest): string {
  if (principal === null) return `address ${ip}`;
  switch (principal.kind) {
    case 'user':
      return `user ${principal.user.id}`;
    case 'run':
      return `run ${principal.run.id}`;
    case 'share':
      // Not by link: many may have it, and nobody is to use it up for the others.
      return `address ${ip}`;
  }
}

function openapiHead(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Squall controller',
      version,
      description: 'Tests, runs, load zones and who may use them.',
    },
    components: {
      securitySchemes: {
        token: { type: 'http' as const, scheme: 'bearer' },
        session: { type: 'apiKey' as const, in: 'cookie', name: 'squall_session' },
      },
    },
    security: [{ token: [] }, { session: [] }],
  };
}
