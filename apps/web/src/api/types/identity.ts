export const PROJECT_ROLES = ['viewer', 'runner', 'editor', 'admin'] as const;
export type ProjectRole = (typeof PROJECT_ROLES)[number];

export const ORGANIZATION_ROLES = ['member', 'owner'] as const;
export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];

export interface Session {
  readonly user: SessionUser;
  readonly csrfToken: string | null;
}

export interface SessionUser {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly organizationId: number;
  readonly organizationRole: OrganizationRole;
  readonly isOperator: boolean;
  readonly defaultProjectId: number | null;
  readonly hasPassword: boolean;
}

export type Credentials =
  | { readonly email: string; readonly password: string }
  | { readonly oneTimeToken: string };

export interface User {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly organizationRole: OrganizationRole;
  readonly createdAtMs: number;
  readonly disabledAtMs: number | null;
}

export interface Invitation {
  readonly user: User;
  readonly oneTimeToken: string;
}

export interface Token {
  readonly id: number;
  readonly name: string;
  readonly hint: string;
  readonly maxRole: ProjectRole;
  readonly projectId: number | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

export interface NewToken {
  readonly name: string;
  readonly maxRole: ProjectRole;
  readonly projectId?: number;
  readonly expiresAtMs?: number;
}

export interface AuditEntry {
  readonly id: number;
  readonly atMs: number;
  readonly projectId: number | null;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly address: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}
