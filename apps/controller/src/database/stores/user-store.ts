import { eq } from 'drizzle-orm';
import type { NewUser, Organization, User, UserChanges, UserStore } from '../../identity/user.ts';
import type { Database, Transaction } from '../open-database.ts';
import { organizations, users } from '../schema/identity.ts';
import { memberships, projects } from '../schema/projects.ts';
import { only } from './only.ts';
import { isUniqueViolation } from './unique-violation.ts';

export class SqliteUserStore implements UserStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async createOrganization(name: string, nowMs: number): Promise<Organization> {
    return only(this.#database.insert(organizations).values({ name, createdAtMs: nowMs }).returning().all());
  }

  async organization(id: number): Promise<Organization | undefined> {
    return this.#database.select().from(organizations).where(eq(organizations.id, id)).get();
  }

  async organizations(): Promise<readonly Organization[]> {
    return this.#database.select().from(organizations).orderBy(organizations.id).all();
  }

  async create(user: NewUser): Promise<User | undefined> {
    try {
      return this.#database.transaction((tx) => insertWithProject(tx, user));
    } catch (error) {
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }

  async byId(id: number): Promise<User | undefined> {
    return this.#database.select().from(users).where(eq(users.id, id)).get();
  }

  async byEmail(email: string): Promise<User | undefined> {
    return this.#database.select().from(users).where(eq(users.email, email)).get();
  }

  async ofOrganization(organizationId: number): Promise<readonly User[]> {
    const own = eq(users.organizationId, organizationId);
    return this.#database.select().from(users).where(own).orderBy(users.id).all();
  }

  async update(id: number, changes: UserChanges): Promise<void> {
    if (Object.keys(changes).length === 0) return;
    this.#database.update(users).set(changes).where(eq(users.id, id)).run();
  }
}

function insertWithProject(tx: Transaction, user: NewUser): User {
  const { organizationId, createdAtMs } = user;
  const { id: userId } = only(tx.insert(users).values(user).returning().all());
  const project = only(
    tx
      .insert(projects)
      .values({ organizationId, name: `${user.name}'s project`, createdAtMs, updatedAtMs: createdAtMs })
      .returning()
      .all(),
  );
  tx.insert(memberships).values({ projectId: project.id, userId, role: 'admin' }).run();
  const mine = eq(users.id, userId);
  return only(tx.update(users).set({ defaultProjectId: project.id }).where(mine).returning().all());
}
