import { and, eq, lte } from 'drizzle-orm';
import type { NewSchedule, Schedule, ScheduleStore } from '../../schedules/schedule.ts';
import type { Database } from '../open-database.ts';
import { schedules } from '../schema/tests.ts';
import { only } from './only.ts';

export class SqliteScheduleStore implements ScheduleStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(schedule: NewSchedule): Promise<Schedule> {
    return only(this.#database.insert(schedules).values(schedule).returning().all());
  }

  async byId(id: number): Promise<Schedule | undefined> {
    return this.#database.select().from(schedules).where(eq(schedules.id, id)).get();
  }

  async ofProject(projectId: number): Promise<readonly Schedule[]> {
    const own = eq(schedules.projectId, projectId);
    return this.#database.select().from(schedules).where(own).orderBy(schedules.id).all();
  }

  async due(nowMs: number): Promise<readonly Schedule[]> {
    const isDue = and(eq(schedules.isEnabled, true), lte(schedules.nextRunAtMs, nowMs));
    return this.#database.select().from(schedules).where(isDue).orderBy(schedules.nextRunAtMs).all();
  }

  async update(
    id: number,
    changes: Partial<Pick<Schedule, 'cron' | 'timeZone' | 'isEnabled' | 'nextRunAtMs'>>,
  ): Promise<void> {
    if (Object.keys(changes).length === 0) return;
    this.#database.update(schedules).set(changes).where(eq(schedules.id, id)).run();
  }

  async remove(id: number): Promise<void> {
    this.#database.delete(schedules).where(eq(schedules.id, id)).run();
  }
}
