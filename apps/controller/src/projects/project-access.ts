import { confinedTo, limitedRole, type UserPrincipal } from '../identity/principal.ts';
import type { ProjectRole } from '../identity/roles.ts';
import type { Stores } from '../storage/stores.ts';
import type { Project } from './project.ts';

/** A project and what somebody may do in it. */
export interface ProjectGrant {
  readonly project: Project;
  readonly role: ProjectRole;
}

/** Who sees which projects. Whatever is not granted here does not exist for them. */
export class ProjectAccess {
  readonly #stores: Stores;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  async grant(principal: UserPrincipal, projectId: number): Promise<ProjectGrant | undefined> {
    const confinement = confinedTo(principal);
    if (confinement !== undefined && confinement !== projectId) return undefined;
    const project = await this.#stores.projects.byId(projectId);
    if (project === undefined || project.organizationId !== principal.user.organizationId) return undefined;
    const role = await this.#fullRole(principal, projectId);
    return role === undefined ? undefined : { project, role: limitedRole(principal, role) };
  }

  async projectsOf(principal: UserPrincipal): Promise<readonly Project[]> {
    const { user } = principal;
    const all =
      user.organizationRole === 'owner'
        ? await this.#stores.projects.ofOrganization(user.organizationId)
        : await this.#stores.projects.ofMember(user.id);
    const confinement = confinedTo(principal);
    return all.filter(
      ({ id, organizationId }) =>
        organizationId === user.organizationId && (confinement === undefined || confinement === id),
    );
  }

  async #fullRole({ user }: UserPrincipal, projectId: number): Promise<ProjectRole | undefined> {
    if (user.organizationRole === 'owner') return 'admin';
    return this.#stores.projects.roleOf(projectId, user.id);
  }
}
