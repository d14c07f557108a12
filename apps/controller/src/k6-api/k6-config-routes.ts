import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { audited } from '../audit/audited.ts';
import { type App, userOf } from '../http/app.ts';
import { withinLimits } from '../http/routes/token-routes.ts';
import { Name, STRICT } from '../http/schemas.ts';
import { issueToken } from '../identity/issue-token.ts';
import type { Services } from '../services.ts';
import { defaultProjectOf } from './find-test.ts';
import { originOf } from './views.ts';

/** What k6 reads as its `config.json`, as far as it is about the cloud. */
const K6Config = Type.Object({
  collectors: Type.Object({
    cloud: Type.Object({
      host: Type.String(),
      hostv6: Type.String(),
      webAppURL: Type.String(),
      tracesEnabled: Type.Boolean({ description: 'k6 would send traces to an address of its makers' }),
      stackID: Type.Integer(),
      stackURL: Type.String(),
      defaultProjectID: Type.Optional(Type.Integer()),
      token: Type.Optional(Type.String()),
    }),
  }),
});

/** Settings with which the k6 command line finds this controller, and nothing of anybody else. */
export function k6ConfigRoutes(app: App, services: Services): void {
  const { stores, clock } = services;
  const tags = ['k6'];

  app.get(
    '/api/v1/k6-config',
    {
      schema: {
        tags,
        description: 'A ready `config.json` for k6, without a token: `k6 cloud login` adds it.',
        response: { 200: K6Config },
      },
    },
    async (request) => configFor(services, request),
  );

  app.post(
    '/api/v1/k6-config',
    {
      schema: {
        tags,
        description: 'The same with a new token in it: k6 needs nothing else then.',
        body: Type.Object({ tokenName: Name }, STRICT),
        response: { 201: K6Config },
      },
    },
    async (request, reply) => {
      const principal = userOf(request);
      const { tokenName: name } = request.body;
      const wish = await withinLimits(services, principal, { name });
      const { token, secret } = await issueToken(stores, wish, clock.wallMs());
      await audited(services, request, {
        user: principal.user,
        action: 'token.create',
        target: `token:${token.id}`,
        detail: { name, maxRole: wish.maxRole, projectId: wish.projectId },
      });
      return reply.status(201).send(await configFor(services, request, secret));
    },
  );
}

async function configFor(services: Services, request: FastifyRequest, token?: string) {
  const principal = userOf(request);
  const origin = originOf(request);
  const project = await defaultProjectOf(services, principal);
  return {
    collectors: {
      cloud: {
        host: origin,
        hostv6: origin,
        webAppURL: origin,
        tracesEnabled: false,
        stackID: principal.user.organizationId,
        stackURL: origin,
        ...(project && { defaultProjectID: project.id }),
        ...(token !== undefined && { token }),
      },
    },
  };
}
