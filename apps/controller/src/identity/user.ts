import type { OrganizationRole } from './roles.ts';

export interface User {
  readonly id: number;
  readonly organizationId: number;
  readonly email: string;
  readonly name: string;
  /** null: signs in with tokens only. */
  readonly passwordHash: string | null;
  readonly organizationRole: OrganizationRole;
  /** Looks after the installation: organizations and what they share. */
  readonly isOperator: boolean;
  readonly defaultProjectId: number | null;
  readonly createdAtMs: number;
  readonly disabledAtMs: number | null;
}

export type NewUser = Pick<
  User,
  'organizationId' | 'email' | 'name' | 'passwordHash' | 'organizationRole' | 'isOperator' | 'createdAtMs'
>;

export type UserChanges = Partial<
  Pick<User, 'name' | 'passwordHash' | 'organizationRole' | 'defaultProjectId' | 'disabledAtMs'>
>;

export interface Organization {
  readonly id: number;
  readonly name: string;
  readonly createdAtMs: number;
}

export interface UserStore {
  createOrganization(name: string, nowMs: number): Promise<Organization>;
  organization(id: number): Promise<Organization | undefined>;
  organizations(): Promise<readonly Organization[]>;
  /** With a project of the user's own. undefined: the e-mail address is taken. */
  create(user: NewUser): Promise<User | undefined>;
  byId(id: number): Promise<User | undefined>;
  byEmail(email: string): Promise<User | undefined>;
  ofOrganization(organizationId: number): Promise<readonly User[]>;
  update(id: number, changes: UserChanges): Promise<void>;
}
