import { and, eq, isNull, or } from 'drizzle-orm';
import type { LoadZone, LoadZoneStore, NewLoadZone } from '../../agents/load-zone.ts';
import type { Database } from '../open-database.ts';
import { loadZones } from '../schema/agents.ts';
import { only } from './only.ts';

export class SqliteLoadZoneStore implements LoadZoneStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  // Not left to the unique index: for it, two shared zones of one code differ, as nothing equals null.
  async create(zone: NewLoadZone): Promise<LoadZone | undefined> {
    return this.#database.transaction((tx) => {
      const taken = tx.select().from(loadZones).where(withCode(zone.organizationId, zone.code)).get();
      return taken === undefined ? only(tx.insert(loadZones).values(zone).returning().all()) : undefined;
    });
  }

  async byId(id: number): Promise<LoadZone | undefined> {
    return this.#database.select().from(loadZones).where(eq(loadZones.id, id)).get();
  }

  async ofOrganization(organizationId: number): Promise<readonly LoadZone[]> {
    const visible = visibleTo(organizationId);
    return this.#database.select().from(loadZones).where(visible).orderBy(loadZones.id).all();
  }

  async byCode(organizationId: number, code: string): Promise<LoadZone | undefined> {
    return this.#database.select().from(loadZones).where(withCode(organizationId, code)).get();
  }

  async rename(id: number, name: string): Promise<void> {
    this.#database.update(loadZones).set({ name }).where(eq(loadZones.id, id)).run();
  }

  async remove(id: number): Promise<void> {
    this.#database.delete(loadZones).where(eq(loadZones.id, id)).run();
  }
}

function visibleTo(organizationId: number | null) {
  const isShared = isNull(loadZones.organizationId);
  return organizationId === null ? isShared : or(isShared, eq(loadZones.organizationId, organizationId));
}

function withCode(organizationId: number | null, code: string) {
  return and(visibleTo(organizationId), eq(loadZones.code, code));
}
