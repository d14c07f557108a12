import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.ts';
import { userOf } from '../http/app.ts';
import { requireProject } from '../http/authorize.ts';
import type { UserPrincipal } from '../identity/principal.ts';
import type { ProjectRole } from '../identity/roles.ts';
import type { Project } from '../projects/project.ts';
import type { Services } from '../services.ts';
import type { LoadTest } from '../tests/load-test.ts';

/** The project that a client names in its body; 0: that of the user. @throws ApiError */
export async function projectOfRequest(
  services: Services,
  request: FastifyRequest,
  projectId: number,
  role: ProjectRole,
): Promise<Project> {
  const principal = userOf(request);
  const wanted = projectId > 0 ? projectId : (principal.user.defaultProjectId ?? 0);
  return (await requireProject(services, principal, wanted, role)).project;
}

/** The user's own default, or the first that may be seen. */
export async function defaultProjectOf(
  { access }: Services,
  principal: UserPrincipal,
): Promise<Project | undefined> {
  const wanted = await access.grant(principal, principal.user.defaultProjectId ?? 0);
  return wanted?.project ?? (await access.projectsOf(principal))[0];
}

/** Runs of one name in a project belong to one test, wherever they happen. */
export async function findOrCreateTest(
  { stores, tests }: Services,
  project: Project,
  name: string,
): Promise<LoadTest> {
  const known = await stores.tests.byName(project.id, name);
  if (known !== undefined) return known;
  try {
    return await tests.create(project, name);
  } catch (error) {
    const winner = await stores.tests.byName(project.id, name);
    if (error instanceof ApiError && error.code === 'conflict' && winner !== undefined) return winner;
    throw error;
  }
}
