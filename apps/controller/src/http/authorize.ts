import type { FastifyRequest } from 'fastify';
import { ApiError, notFound } from '../errors/api-error.ts';
import {
  isOperator,
  isOwner,
  type Principal,
  type SharePrincipal,
  type UserPrincipal,
} from '../identity/principal.ts';
import { includesRole, type ProjectRole } from '../identity/roles.ts';
import type { ProjectGrant } from '../projects/project-access.ts';
import type { Services } from '../services.ts';
import type { Access } from './access.ts';
import { unauthenticated } from './authenticate.ts';

type Params = Readonly<Record<string, string | undefined>>;

/**
 * Lets a request through or throws. What somebody may not see does not exist for them (404); what they see but
 * may not do is forbidden (403).
 */
export async function authorize(
  access: Access,
  request: FastifyRequest,
  services: Services,
): Promise<ProjectGrant | null> {
  if (access === 'public' || access === 'signed-link') return null;
  const { principal } = request;
  if (principal === null) throw unauthenticated();
  const params = request.params as Params;
  if (principal.kind === 'share') return grantOfShare(principal, access, request, services);
  if (access === 'share') throw new ApiError('forbidden', 'this needs the token of a share link');
  if (access === 'run') {
    requireRun(principal, params);
    return null;
  }
  if (principal.kind !== 'user')
    throw new ApiError('forbidden', 'the token of a run is good for its data only');
  if (access === 'signed-in') return null;
  if (access === 'operator') return requireThat(isOperator(principal), 'an operator of this installation');
  const grant = await grantOfPath(principal, params, services);
  if (access === 'owner') {
    requireThat(isOwner(principal), 'an owner of the organization');
    return grant;
  }
  if (grant === null) throw new Error(`a route for ${access}s must name something of a project`);
  requireRole(grant, access);
  return grant;
}

/** Everything that can be read of the one run. */
const OF_A_RUN = /^\/api\/v1\/runs\/:runId(?:\/|$)/;

async function grantOfShare(
  { run }: SharePrincipal,
  access: Access,
  { routeOptions: { method, url = '' }, params }: FastifyRequest,
  { stores }: Services,
): Promise<ProjectGrant | null> {
  if (access === 'share') return null;
  if (access !== 'viewer' || method !== 'GET' || !OF_A_RUN.test(url))
    throw new ApiError('forbidden', 'a share link is good for reading its run only');
  const project = await stores.projects.byId(run.projectId);
  if (project === undefined || (params as Params).runId !== String(run.id)) throw notFound('run');
  return { project, role: 'viewer' };
}

/** @throws ApiError not-found, forbidden */
export async function requireProject(
  { access }: Pick<Services, 'access'>,
  principal: UserPrincipal,
  projectId: number,
  role: ProjectRole,
): Promise<ProjectGrant> {
  const grant = await access.grant(principal, projectId);
  if (grant === undefined) throw notFound('project');
  requireRole(grant, role);
  return grant;
}

function requireRole(grant: ProjectGrant, needed: ProjectRole): void {
  requireThat(includesRole(grant.role, needed), `the role ${needed} in this project`);
}

function requireThat(isSo: boolean, what: string): null {
  if (!isSo) throw new ApiError('forbidden', `this needs ${what}`);
  return null;
}

function requireRun(principal: Principal, { runId }: Params): void {
  if (principal.kind !== 'run' || String(principal.run.id) !== runId) throw notFound('run');
}

/** The grant for what the path names; null when it names nothing of a project. */
async function grantOfPath(
  principal: UserPrincipal,
  params: Params,
  services: Services,
): Promise<ProjectGrant | null> {
  for (const [param, { what, projectOf }] of Object.entries(OWNERS)) {
    const text = params[param];
    if (text === undefined) continue;
    const projectId = await projectOf(services, idOf(text, what));
    const grant = projectId === undefined ? undefined : await services.access.grant(principal, projectId);
    if (grant === undefined) throw notFound(what);
    return grant;
  }
  return null;
}

interface Owner {
  readonly what: string;
  projectOf(services: Services, id: number): Promise<number | undefined>;
}

/** By parameter of the path: whose it is. */
const OWNERS: Readonly<Record<string, Owner>> = {
  projectId: { what: 'project', projectOf: async (_, id) => id },
  testId: { what: 'test', projectOf: async ({ stores }, id) => (await stores.tests.byId(id))?.projectId },
  runId: { what: 'run', projectOf: async ({ stores }, id) => (await stores.runs.byId(id))?.projectId },
  notificationId: {
    what: 'notification',
    projectOf: async ({ stores }, id) => (await stores.notifications.byId(id))?.projectId,
  },
  scheduleId: {
    what: 'schedule',
    projectOf: async ({ stores }, id) => (await stores.schedules.byId(id))?.projectId,
  },
};

function idOf(text: string, what: string): number {
  const id = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
  if (id === undefined) throw notFound(what);
  return id;
}
