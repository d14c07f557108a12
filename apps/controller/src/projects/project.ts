import type { ProjectRole } from '../identity/roles.ts';

export interface Project {
  readonly id: number;
  readonly organizationId: number;
  readonly name: string;
  /** How long results are kept after a run has ended; null is for ever. */
  readonly retentionDays: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export type ProjectChanges = Partial<Pick<Project, 'name' | 'retentionDays'>>;

export interface Membership {
  readonly projectId: number;
  readonly userId: number;
  readonly role: ProjectRole;
}

/** What a project may use; null is no limit. */
export interface Quota {
  readonly maxVUs: number | null;
  readonly maxDurationS: number | null;
  readonly maxConcurrentRuns: number | null;
  readonly maxLoadZones: number | null;
}

export const NO_QUOTA: Quota = {
  maxVUs: null,
  maxDurationS: null,
  maxConcurrentRuns: null,
  maxLoadZones: null,
};

export interface ProjectStore {
  create(organizationId: number, name: string, nowMs: number): Promise<Project>;
  byId(id: number): Promise<Project | undefined>;
  ofOrganization(organizationId: number): Promise<readonly Project[]>;
  /** Those in which the user has a role. */
  ofMember(userId: number): Promise<readonly Project[]>;
  /** Those whose results are not kept for ever. */
  withRetention(): Promise<readonly Project[]>;
  update(id: number, changes: ProjectChanges, nowMs: number): Promise<void>;
  /** With everything in it. */
  remove(id: number): Promise<void>;

  roleOf(projectId: number, userId: number): Promise<ProjectRole | undefined>;
  members(projectId: number): Promise<readonly Membership[]>;
  setRole(membership: Membership): Promise<void>;
  removeMember(projectId: number, userId: number): Promise<void>;

  quota(projectId: number): Promise<Quota>;
  setQuota(projectId: number, quota: Quota): Promise<void>;

  /** What scripts of the project may not connect to; nothing unless somebody has said so. */
  deniedTargets(projectId: number): Promise<readonly string[]>;
  setDeniedTargets(projectId: number, targets: readonly string[]): Promise<void>;
}
