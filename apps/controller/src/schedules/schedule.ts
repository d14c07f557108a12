/** When a test is to run by itself. */
export interface Schedule {
  readonly id: number;
  readonly projectId: number;
  readonly testId: number;
  readonly cron: string;
  readonly timeZone: string;
  readonly isEnabled: boolean;
  readonly createdBy: number;
  readonly createdAtMs: number;
  readonly nextRunAtMs: number | null;
}

export type NewSchedule = Omit<Schedule, 'id'>;

export interface ScheduleStore {
  create(schedule: NewSchedule): Promise<Schedule>;
  byId(id: number): Promise<Schedule | undefined>;
  ofProject(projectId: number): Promise<readonly Schedule[]>;
  /** Enabled ones whose time has come, the longest waiting first. */
  due(nowMs: number): Promise<readonly Schedule[]>;
  update(
    id: number,
    changes: Partial<Pick<Schedule, 'cron' | 'timeZone' | 'isEnabled' | 'nextRunAtMs'>>,
  ): Promise<void>;
  remove(id: number): Promise<void>;
}
