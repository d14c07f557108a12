/** What somebody may do in a project; each includes all before it. */
export const PROJECT_ROLES = ['viewer', 'runner', 'editor', 'admin'] as const;
export type ProjectRole = (typeof PROJECT_ROLES)[number];

/** Owners administer the organization, its users and load zones, and all its projects. */
export const ORGANIZATION_ROLES = ['member', 'owner'] as const;
export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];

export function includesRole(role: ProjectRole, needed: ProjectRole): boolean {
  return PROJECT_ROLES.indexOf(role) >= PROJECT_ROLES.indexOf(needed);
}

/** The lesser of two: a token never gives more than its user has. */
export function lesserRole(a: ProjectRole, b: ProjectRole): ProjectRole {
  return includesRole(a, b) ? b : a;
}
