import type { TestRun } from '../runs/test-run.ts';
import type { ShareLink } from '../sharing/share-link.ts';
import { lesserRole, type ProjectRole } from './roles.ts';
import type { Session } from './session.ts';
import type { Token } from './token.ts';
import type { User } from './user.ts';

/** A person or program acting for one. */
export interface UserPrincipal {
  readonly kind: 'user';
  readonly user: User;
  readonly via:
    | { readonly kind: 'session'; readonly session: Session }
    | { readonly kind: 'token'; readonly token: Token };
}

/** The generators of one run, which may deliver to it and nothing else. */
export interface RunPrincipal {
  readonly kind: 'run';
  readonly run: TestRun;
}

/** Whoever has a share link, which lets them read one run and nothing else. */
export interface SharePrincipal {
  readonly kind: 'share';
  readonly run: TestRun;
  readonly link: ShareLink;
}

/** Who a request comes from. */
export type Principal = UserPrincipal | RunPrincipal | SharePrincipal;

/** The most a principal may do anywhere. */
export function roleLimit({ via }: UserPrincipal): ProjectRole {
  return via.kind === 'token' ? via.token.maxRole : 'admin';
}

/** The one project a principal is confined to, if any. */
export function confinedTo({ via }: UserPrincipal): number | undefined {
  return via.kind === 'token' ? (via.token.projectId ?? undefined) : undefined;
}

export function isOwner(principal: UserPrincipal): boolean {
  return principal.user.organizationRole === 'owner' && isUnlimited(principal);
}

export function isOperator(principal: UserPrincipal): boolean {
  return principal.user.isOperator && isUnlimited(principal);
}

function isUnlimited(principal: UserPrincipal): boolean {
  return roleLimit(principal) === 'admin' && confinedTo(principal) === undefined;
}

/** Of a role in a project, what is left to that principal. */
export function limitedRole(principal: UserPrincipal, role: ProjectRole): ProjectRole {
  return lesserRole(role, roleLimit(principal));
}
