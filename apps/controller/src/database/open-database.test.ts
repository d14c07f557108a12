import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

test('a database of a later version is not touched', () => {
  using folder = temporaryFolder();
  {
    using opened = openDatabase(folder.path);
    const later = Date.parse('2100-01-01');
    opened.database.run(sql`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', ${later})`);
  }
  const before = readFileSync(join(folder.path, 'squall.db'));
  expect(() => openDatabase(folder.path)).toThrow(
    expect.objectContaining({
      code: 'DATABASE_UNUSABLE',
      message: expect.stringMatching(/squall\.db' was written by a later version of Squall$/),
      hint: expect.stringContaining('start that version again'),
    }),
  );
  expect(readFileSync(join(folder.path, 'squall.db')).equals(before)).toBe(true);
});

test('a damaged file is reported with its name', () => {
  using folder = temporaryFolder();
  {
    using opened = openDatabase(folder.path);
    opened.database.run(sql`PRAGMA wal_checkpoint(TRUNCATE)`);
  }
  const file = join(folder.path, 'squall.db');
  const bytes = readFileSync(file);
  // The header stays, so that it still looks like a database.
  writeFileSync(file, bytes.fill(0xff, 100, 8192));
  expect(() => openDatabase(folder.path)).toThrow(/squall\.db' cannot be used: .*malformed/);
});
