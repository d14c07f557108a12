import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '@squall/core';
import SQLite from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';

export type Database = BetterSQLite3Database & { readonly $client: SQLite.Database };
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export interface OpenDatabase extends Disposable {
  readonly database: Database;
}

const MIGRATIONS = fileURLToPath(new URL('./migrations/', import.meta.url));
const FILE_NAME = 'squall.db';
const BUSY_TIMEOUT_MS = 5000;

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

function configure(sqlite: SQLite.Database): void {
  sqlite.pragma('journal_mode = WAL');
  // Safe against a killed process; only a power cut may lose the last transactions, never the database.
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('foreign_keys = ON');
}

function unusable(file: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError('DATABASE_UNUSABLE', `the database '${file}' cannot be used: ${reason}`, {
    hint: 'is another controller using this data folder, is the disk full, or was the file damaged?',
    cause: error,
  });
}
