import { and, eq, getTableColumns, isNotNull } from 'drizzle-orm';
import type { ProjectRole } from '../../identity/roles.ts';
import {
  type Membership,
  NO_QUOTA,
  type Project,
  type ProjectChanges,
  type ProjectStore,
  type Quota,
} from '../../projects/project.ts';
import type { Database } from '../open-database.ts';
import { deniedTargets, memberships, projects, quotas } from '../schema/projects.ts';
import { only } from './only.ts';

export class SqliteProjectStore implements ProjectStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(organizationId: number, name: string, nowMs: number): Promise<Project> {
    const project = { organizationId, name, createdAtMs: nowMs, updatedAtMs: nowMs };
    return only(this.#database.insert(projects).values(project).returning().all());
  }

  async byId(id: number): Promise<Project | undefined> {
    return this.#database.select().from(projects).where(eq(projects.id, id)).get();
  }

  async ofOrganization(organizationId: number): Promise<readonly Project[]> {
    const own = eq(projects.organizationId, organizationId);
    return this.#database.select().from(projects).where(own).orderBy(projects.id).all();
  }

  async ofMember(userId: number): Promise<readonly Project[]> {
    return this.#database
      .select(getTableColumns(projects))
      .from(projects)
      .innerJoin(memberships, eq(memberships.projectId, projects.id))
      .where(eq(memberships.userId, userId))
      .orderBy(projects.id)
      .all();
  }

  async withRetention(): Promise<readonly Project[]> {
    return this.#database.select().from(projects).where(isNotNull(projects.retentionDays)).all();
  }

  async update(id: number, changes: ProjectChanges, nowMs: number): Promise<void> {
    this.#database
      .update(projects)
      .set({ ...changes, updatedAtMs: nowMs })
      .where(eq(projects.id, id))
      .run();
  }

  async remove(id: number): Promise<void> {
    this.#database.delete(projects).where(eq(projects.id, id)).run();
  }

  async roleOf(projectId: number, userId: number): Promise<ProjectRole | undefined> {
    return this.#database.select().from(memberships).where(membership(projectId, userId)).get()?.role;
  }

  async members(projectId: number): Promise<readonly Membership[]> {
    const own = eq(memberships.projectId, projectId);
    return this.#database.select().from(memberships).where(own).orderBy(memberships.userId).all();
  }

  async setRole(row: Membership): Promise<void> {
    this.#database
      .insert(memberships)
      .values(row)
      .onConflictDoUpdate({
        target: [memberships.projectId, memberships.userId],
        set: { role: row.role },
      })
      .run();
  }

  async removeMember(projectId: number, userId: number): Promise<void> {
    this.#database.delete(memberships).where(membership(projectId, userId)).run();
  }

  async quota(projectId: number): Promise<Quota> {
    const { projectId: _, ...limits } = getTableColumns(quotas);
    const own = eq(quotas.projectId, projectId);
    return this.#database.select(limits).from(quotas).where(own).get() ?? NO_QUOTA;
  }

  async setQuota(projectId: number, quota: Quota): Promise<void> {
    this.#database
      .insert(quotas)
      .values({ projectId, ...quota })
      .onConflictDoUpdate({ target: quotas.projectId, set: quota })
      .run();
  }

  async deniedTargets(projectId: number): Promise<readonly string[]> {
    const own = eq(deniedTargets.projectId, projectId);
    return this.#database.select().from(deniedTargets).where(own).get()?.targets ?? [];
  }

  async setDeniedTargets(projectId: number, targets: readonly string[]): Promise<void> {
    this.#database
      .insert(deniedTargets)
      .values({ projectId, targets })
      .onConflictDoUpdate({ target: deniedTargets.projectId, set: { targets } })
      .run();
  }
}

function membership(projectId: number, userId: number) {
  return and(eq(memberships.projectId, projectId), eq(memberships.userId, userId));
}
