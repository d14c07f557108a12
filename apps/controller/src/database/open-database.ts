import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUserError, UserError } from '@squall/core';
import SQLite from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';

export type Database = BetterSQLite3Database & { readonly $client: SQLite.Database };
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export interface OpenDatabase extends Disposable {
  readonly database: Database;
}

const MIGRATIONS = fileURLToPath(new URL('./migrations/', import.meta.url));
const FILE_NAME = 'squall.db';
/** For another process to finish its write. Nothing else happens meanwhile, so it must be short for agents to wait. */
const BUSY_TIMEOUT_MS = 1000;

/** Opens the database of a data folder, created when missing, and brings its tables up to date. */
export function openDatabase(dataFolder: string): OpenDatabase {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  return openDatabaseFile(join(dataFolder, FILE_NAME));
}

/** The same for any file, `:memory:`, or what another database was serialized to. */
export function openDatabaseFile(source: string | Buffer): OpenDatabase {
  const file = typeof source === 'string' ? source : ':memory:';
  const sqlite = connect(source, file);
  try {
    configure(sqlite);
    const database = drizzle(sqlite, { casing: 'snake_case' });
    refuseNewer(sqlite);
    migrate(database, { migrationsFolder: MIGRATIONS });
    return { database, [Symbol.dispose]: () => sqlite.close() };
  } catch (error) {
    sqlite.close();
    throw unusable(file, error);
  }
}

function connect(source: string | Buffer, file: string): SQLite.Database {
  try {
    return new SQLite(source, { timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw unusable(file, error);
  }
}

/** Its tables may mean something else than what is known here. */
function refuseNewer(sqlite: SQLite.Database): void {
  const table = sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get();
  if (table === undefined) return;
  const { latest } = sqlite.prepare('SELECT max(created_at) AS latest FROM __drizzle_migrations').get() as {
    readonly latest: number | null;
  };
  const known = readMigrationFiles({ migrationsFolder: MIGRATIONS });
  if ((latest ?? 0) <= Math.max(...known.map(({ folderMillis }) => folderMillis))) return;
  throw new UserError(
    'DATABASE_UNUSABLE',
    `the database '${sqlite.name}' was written by a later version of Squall`,
    {
      hint: 'start that version again, or restore the copy made before it was installed',
    },
  );
}

function configure(sqlite: SQLite.Database): void {
  sqlite.pragma('journal_mode = WAL');
  // Safe against a killed process; only a power cut may lose the last transactions, never the database.
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('foreign_keys = ON');
}

function unusable(file: string, error: unknown): UserError {
  if (isUserError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError('DATABASE_UNUSABLE', `the database '${file}' cannot be used: ${reason}`, {
    hint: 'is another controller using this data folder, is the disk full, or was the file damaged?',
    cause: error,
  });
}
