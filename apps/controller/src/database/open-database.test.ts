import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openDatabase, openDatabaseFile } from './open-database.ts';
import { organizations } from './schema/identity.ts';
import { projects } from './schema/projects.ts';

function temporaryFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'squall-database-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test('what was stored is there after the database was closed and opened again', () => {
  using folder = temporaryFolder();
  {
    using opened = openDatabase(join(folder.path, 'data'));
    opened.database.insert(organizations).values({ name: 'first', createdAtMs: 1 }).run();
  }
  using opened = openDatabase(join(folder.path, 'data'));
  expect(opened.database.select().from(organizations).all()).toEqual([
    { id: 1, name: 'first', createdAtMs: 1 },
  ]);
});

test('writes go to a write-ahead log', () => {
  using folder = temporaryFolder();
  using opened = openDatabase(folder.path);
  expect(opened.database.get(sql`pragma journal_mode`)).toEqual({ journal_mode: 'wal' });
});

test('a row that refers to nothing is refused', () => {
  using opened = openDatabaseFile(':memory:');
  const orphan = { organizationId: 99, name: 'orphan', createdAtMs: 1, updatedAtMs: 1 };
  expect(() => opened.database.insert(projects).values(orphan).run()).toThrow(/FOREIGN KEY/);
});

test('a file that is no database is reported with its name', () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'squall.db'), 'this is no database, only a long enough text '.repeat(200));
  expect(() => openDatabase(folder.path)).toThrow(/squall\.db' cannot be used: file is not a database/);
});
