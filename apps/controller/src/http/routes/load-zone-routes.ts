import { Type } from '@fastify/type-provider-typebox';
import { zonesWithAgents } from '../../agents/availability.ts';
import type { LoadZone } from '../../agents/load-zone.ts';
import { audited } from '../../audit/audited.ts';
import { ApiError, notFound } from '../../errors/api-error.ts';
import { isOperator, type UserPrincipal } from '../../identity/principal.ts';
import type { Services } from '../../services.ts';
import { type App, userOf } from '../app.ts';
import { Empty, Id, Name, STRICT } from '../schemas.ts';

const Code = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^\\S(.*\\S)?$',
  description: 'eu:rack-1',
});

const LoadZoneView = Type.Object({
  id: Id,
  code: Code,
  name: Type.String(),
  isPublic: Type.Boolean({ description: 'one of the documented ids that published scripts name' }),
  isShared: Type.Boolean({ description: 'by all organizations' }),
  isAvailable: Type.Boolean({ description: 'an agent is there' }),
});

const LoadZoneParams = Type.Object({ loadZoneId: Id });

export function loadZoneRoutes(app: App, services: Services): void {
  const { stores, clock } = services;
  const tags = ['load zones'];

  app.get(
    '/api/v1/load-zones',
    { schema: { tags, response: { 200: Type.Array(LoadZoneView) } } },
    async (request) => {
      const { organizationId } = userOf(request).user;
      const available = await zonesWithAgents(services, organizationId);
      const zones = await stores.loadZones.ofOrganization(organizationId);
      return zones.map((zone) => view(zone, available.has(zone.id)));
    },
  );

  app.post(
    '/api/v1/load-zones',
    {
      schema: {
        tags,
        body: Type.Object({ code: Code, name: Name, isShared: Type.Optional(Type.Boolean()) }, STRICT),
        response: { 201: LoadZoneView },
      },
    },
    async (request, reply) => {
      const principal = userOf(request);
      const { code, name, isShared = false } = request.body;
      if (isShared) requireOperator(principal);
      const zone = await stores.loadZones.create({
        organizationId: isShared ? null : principal.user.organizationId,
        code,
        name,
        isPublic: false,
        createdAtMs: clock.wallMs(),
      });
      if (zone === undefined)
        throw new ApiError('conflict', `there is a load zone '${code}'`, { target: 'code' });
      await audited(services, request, {
        user: principal.user,
        action: 'load-zone.create',
        target: `load-zone:${zone.id}`,
        detail: request.body,
      });
      return reply.status(201).send(view(zone, false));
    },
  );

  app.patch(
    '/api/v1/load-zones/:loadZoneId',
    {
      schema: {
        tags,
        params: LoadZoneParams,
        body: Type.Object({ name: Name }, STRICT),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const principal = userOf(request);
      const zone = await changeable(services, principal, request.params.loadZoneId);
      await stores.loadZones.rename(zone.id, request.body.name);
      await audited(services, request, {
        user: principal.user,
        action: 'load-zone.rename',
        target: `load-zone:${zone.id}`,
        detail: request.body,
      });
      return reply.status(204).send(null);
    },
  );

  app.delete(
    '/api/v1/load-zones/:loadZoneId',
    { schema: { tags, params: LoadZoneParams, response: { 204: Empty } } },
    async (request, reply) => {
      const principal = userOf(request);
      const zone = await changeable(services, principal, request.params.loadZoneId);
      await stores.loadZones.remove(zone.id);
      await audited(services, request, {
        user: principal.user,
        action: 'load-zone.remove',
        target: `load-zone:${zone.id}`,
        detail: { code: zone.code },
      });
      return reply.status(204).send(null);
    },
  );
}

async function changeable({ stores }: Services, principal: UserPrincipal, id: number): Promise<LoadZone> {
  const zone = await visibleZone({ stores }, principal, id);
  if (zone.organizationId === null) requireOperator(principal);
  return zone;
}

/** @throws ApiError not-found for zones of others */
export async function visibleZone(
  { stores }: Pick<Services, 'stores'>,
  { user }: UserPrincipal,
  id: number,
): Promise<LoadZone> {
  const zone = await stores.loadZones.byId(id);
  const isVisible = zone?.organizationId === null || zone?.organizationId === user.organizationId;
  if (zone === undefined || !isVisible) throw notFound('load zone');
  return zone;
}

function requireOperator(principal: UserPrincipal): void {
  if (isOperator(principal)) return;
  throw new ApiError('forbidden', 'shared load zones need an operator of this installation');
}

function view({ organizationId, ...zone }: LoadZone, isAvailable: boolean) {
  return { ...zone, isShared: organizationId === null, isAvailable };
}
