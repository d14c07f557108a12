import { Type } from '@fastify/type-provider-typebox';
import { actorNamed, audited } from '../../audit/audited.ts';
import { ApiError, notFound } from '../../errors/api-error.ts';
import { createSecret, hashSecret, hintOf, secretKind } from '../../identity/secret.ts';
import type { Services } from '../../services.ts';
import { type App, userOf } from '../app.ts';
import { Empty, Id, Name, Nullable, STRICT, TimeMs } from '../schemas.ts';
import { visibleZone } from './load-zone-routes.ts';
import { SLOW } from './session-routes.ts';

const AgentView = Type.Object({
  id: Id,
  loadZoneId: Id,
  name: Type.String(),
  squallVersion: Type.String(),
  maxVUs: Type.Integer(),
  enrolledAtMs: TimeMs,
  lastSeenAtMs: TimeMs,
  isConnected: Type.Boolean(),
  revokedAtMs: Nullable(TimeMs),
});

const EnrolmentTokenView = Type.Object({
  id: Id,
  loadZoneId: Id,
  name: Type.String(),
  hint: Type.String(),
  usesLeft: Nullable(Type.Integer()),
  createdAtMs: TimeMs,
  expiresAtMs: Nullable(TimeMs),
  revokedAtMs: Nullable(TimeMs),
});

export function agentRoutes(app: App, services: Services): void {
  const { stores, clock, gate } = services;
  const tags = ['agents'];

  app.get(
    '/api/v1/agents',
    { schema: { tags, response: { 200: Type.Array(AgentView) } } },
    async (request) => {
      const { connected } = gate;
      const agents = await stores.agents.ofOrganization(userOf(request).user.organizationId);
      return agents.map((agent) => ({ ...agent, isConnected: connected.has(agent.id) }));
    },
  );

  app.delete(
    '/api/v1/agents/:agentId',
    { schema: { tags, params: Type.Object({ agentId: Id }), response: { 204: Empty } } },
    async (request, reply) => {
      const { user } = userOf(request);
      const agent = await stores.agents.byId(request.params.agentId);
      if (agent?.organizationId !== user.organizationId) throw notFound('agent');
      await stores.agents.revoke(agent.id, clock.wallMs());
      gate.expel(agent.id);
      await audited(services, request, {
        user,
        action: 'agent.revoke',
        target: `agent:${agent.id}`,
        detail: { name: agent.name },
      });
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/agents/enrol',
    {
      config: SLOW,
      schema: {
        tags,
        security: [],
        description: 'An agent exchanges its enrolment token for a credential of its own.',
        body: Type.Object(
          {
            enrolmentToken: Type.String({ maxLength: 100 }),
            name: Name,
            squallVersion: Type.String({ maxLength: 100 }),
            maxVUs: Type.Integer({ minimum: 1 }),
          },
          STRICT,
        ),
        response: {
          201: Type.Object({ agentId: Id, loadZone: Type.String(), credential: Type.String() }),
        },
      },
    },
    async (request, reply) => {
      const { enrolmentToken, ...about } = request.body;
      const credential = createSecret('sqa');
      const nowMs = clock.wallMs();
      const isPossible = secretKind(enrolmentToken) === 'sqe';
      const agent = isPossible
        ? await stores.agents.enrol(hashSecret(enrolmentToken), {
            ...about,
            hash: hashSecret(credential),
            enrolledAtMs: nowMs,
            lastSeenAtMs: nowMs,
          })
        : undefined;
      if (agent === undefined)
        throw new ApiError('sign-in-failed', 'the enrolment token is wrong or used up');
      const zone = await stores.loadZones.byId(agent.loadZoneId);
      await audited(services, request, {
        user: actorNamed(`agent ${agent.name}`, agent.organizationId),
        action: 'agent.enrol',
        target: `agent:${agent.id}`,
        detail: { loadZone: zone?.code },
      });
      return reply.status(201).send({ agentId: agent.id, loadZone: zone?.code ?? '', credential });
    },
  );

  enrolmentRoutes(app, services);
}

function enrolmentRoutes(app: App, services: Services): void {
  const { stores, clock } = services;
  const tags = ['enrolment tokens'];

  app.get(
    '/api/v1/enrolment-tokens',
    { schema: { tags, response: { 200: Type.Array(EnrolmentTokenView) } } },
    async (request) => [...(await stores.agents.enrolments(userOf(request).user.organizationId))],
  );

  app.post(
    '/api/v1/enrolment-tokens',
    {
      schema: {
        tags,
        body: Type.Object(
          {
            name: Name,
            loadZoneId: Id,
            uses: Type.Optional(Type.Integer({ minimum: 1, description: 'any number when left out' })),
            expiresAtMs: Type.Optional(TimeMs),
          },
          STRICT,
        ),
        response: { 201: Type.Object({ token: EnrolmentTokenView, secret: Type.String() }) },
      },
    },
    async (request, reply) => {
      const principal = userOf(request);
      const { user } = principal;
      const { name, loadZoneId, uses, expiresAtMs } = request.body;
      await visibleZone(services, principal, loadZoneId);
      const secret = createSecret('sqe');
      const token = await stores.agents.createEnrolment({
        loadZoneId,
        organizationId: user.organizationId,
        name,
        hash: hashSecret(secret),
        hint: hintOf(secret),
        usesLeft: uses ?? null,
        createdBy: user.id,
        createdAtMs: clock.wallMs(),
        expiresAtMs: expiresAtMs ?? null,
      });
      await audited(services, request, {
        user,
        action: 'enrolment-token.create',
        target: `enrolment-token:${token.id}`,
        detail: { name, loadZoneId },
      });
      return reply.status(201).send({ token, secret });
    },
  );

  app.delete(
    '/api/v1/enrolment-tokens/:enrolmentTokenId',
    { schema: { tags, params: Type.Object({ enrolmentTokenId: Id }), response: { 204: Empty } } },
    async (request, reply) => {
      const { user } = userOf(request);
      const token = await stores.agents.enrolment(request.params.enrolmentTokenId);
      if (token?.organizationId !== user.organizationId) throw notFound('enrolment token');
      await stores.agents.revokeEnrolment(token.id, clock.wallMs());
      await audited(services, request, {
        user,
        action: 'enrolment-token.revoke',
        target: `enrolment-token:${token.id}`,
      });
      return reply.status(204).send(null);
    },
  );
}
