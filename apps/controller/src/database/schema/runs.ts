import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FrameFormat } from '../../runs/run-frames.ts';
import type { RunPlace, RunResult, RunState } from '../../runs/run-state.ts';
import type { Distribution, ThresholdOutcome } from '../../runs/test-run.ts';
import { serialId, timeMs } from './columns.ts';
import { users } from './identity.ts';
import { projects } from './projects.ts';
import { archives, tests } from './tests.ts';

export const runs = sqliteTable(
  'runs',
  {
    id: serialId(),
    projectId: integer()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    testId: integer()
      .notNull()
      .references(() => tests.id, { onDelete: 'cascade' }),
    place: text().$type<RunPlace>().notNull(),
    state: text().$type<RunState>().notNull(),
    result: text().$type<RunResult>(),
    /** Why the result is what it is, for people. */
    resultMessage: text(),
    resultCode: integer(),
    startedBy: integer().references(() => users.id, { onDelete: 'set null' }),
    archiveSha256: text().references(() => archives.sha256),
    options: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
    distribution: text({ mode: 'json' }).$type<Distribution>().notNull(),
    /** As judged at the end; null before, and where nobody judged. */
    thresholds: text({ mode: 'json' }).$type<readonly ThresholdOutcome[]>(),
    note: text().notNull().default(''),
    maxVUs: integer('max_vus'),
    estimatedDurationS: integer(),
    /** Of the token with which the generators of this run push. */
    pushTokenHash: text().unique(),
    createdAtMs: timeMs().notNull(),
    startedAtMs: timeMs(),
    endedAtMs: timeMs(),
    lastHeardAtMs: timeMs(),
  },
  (table) => [
    index('runs_by_test').on(table.testId, table.id),
    index('runs_by_project').on(table.projectId, table.id),
    index('runs_by_state').on(table.state),
  ],
);

const runKey = () =>
  integer()
    .notNull()
    .references(() => runs.id, { onDelete: 'cascade' });

export const runHistory = sqliteTable(
  'run_history',
  {
    runId: runKey(),
    position: integer().notNull(),
    state: text().$type<RunState>().notNull(),
    enteredAtMs: timeMs().notNull(),
    byUser: text(),
    message: text(),
    code: integer(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.position] })],
);

/** What generators delivered, as it came: the source of every aggregate, and what makes an acknowledgement true. */
export const runFrames = sqliteTable(
  'run_frames',
  {
    id: serialId(),
    runId: runKey(),
    /** Whose frame it is: an idempotency key or hash of a push, or instance, epoch and number of an agent's frame. */
    key: text().notNull(),
    format: text().$type<FrameFormat>().notNull(),
    receivedAtMs: timeMs().notNull(),
    body: blob({ mode: 'buffer' }).notNull(),
  },
  (table) => [index('run_frames_by_run').on(table.runId, table.id)],
);

/** Outlives the frames' bodies, so that a late repetition is still recognised. */
export const runFrameKeys = sqliteTable(
  'run_frame_keys',
  { runId: runKey(), key: text().notNull() },
  (table) => [primaryKey({ columns: [table.runId, table.key] })],
);

export const runLogs = sqliteTable(
  'run_logs',
  {
    id: serialId(),
    runId: runKey(),
    /** Nanoseconds since the epoch as decimal text; beyond what a double can hold. */
    timeNs: text().notNull(),
    level: text().notNull(),
    labels: text({ mode: 'json' }).$type<Readonly<Record<string, string>>>().notNull(),
    line: text().notNull(),
  },
  (table) => [index('run_logs_by_run').on(table.runId, table.id)],
);

/** First answers to requests that clients repeat. */
export const idempotentAnswers = sqliteTable(
  'idempotent_answers',
  {
    /** Who asked, what, with which key. */
    key: text().primaryKey(),
    answer: text().notNull(),
    createdAtMs: timeMs().notNull(),
  },
  (table) => [index('idempotent_answers_by_age').on(table.createdAtMs)],
);
