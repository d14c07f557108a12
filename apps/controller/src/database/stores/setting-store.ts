import { eq } from 'drizzle-orm';
import type { SettingStore } from '../../storage/settings.ts';
import type { Database } from '../open-database.ts';
import { settings } from '../schema/identity.ts';

export class SqliteSettingStore implements SettingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#database.select().from(settings).where(eq(settings.key, key)).get()?.value;
  }

  async decide(key: string, value: string): Promise<string> {
    this.#database.insert(settings).values({ key, value }).onConflictDoNothing().run();
    return (await this.get(key)) ?? value;
  }
}
