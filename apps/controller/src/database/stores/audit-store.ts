import { and, desc, eq, lt } from 'drizzle-orm';
import type { AuditEntry, AuditStore, NewAuditEntry, Page } from '../../audit/audit-log.ts';
import type { Database } from '../open-database.ts';
import { audit } from '../schema/identity.ts';

export class SqliteAuditStore implements AuditStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(entry: NewAuditEntry): Promise<void> {
    this.#database.insert(audit).values(entry).run();
  }

  async ofOrganization(organizationId: number, { limit, beforeId }: Page): Promise<readonly AuditEntry[]> {
    const older = beforeId === undefined ? undefined : lt(audit.id, beforeId);
    return this.#database
      .select()
      .from(audit)
      .where(and(eq(audit.organizationId, organizationId), older))
      .orderBy(desc(audit.id))
      .limit(limit)
      .all();
  }
}
