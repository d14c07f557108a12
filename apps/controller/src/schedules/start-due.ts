import type { Clock, Logger } from '@squall/core';
import { ApiError } from '../errors/api-error.ts';
import type { RunService } from '../runs/run-service.ts';
import { startRun } from '../runs/start-run.ts';
import type { Stores } from '../storage/stores.ts';
import type { TestService } from '../tests/test-service.ts';
import { nextRunAfter } from './next-run.ts';
import type { Schedule } from './schedule.ts';

export interface SchedulerParts {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tests: TestService;
  readonly runs: RunService;
}

/** After a longer pause than this what is due is not made up for: nobody expects the nightly run at noon. */
const LATE_BY_MS = 600_000;

/**
 * Queues a run for each schedule that is due. The next time is noted first, so that a failure, or a controller that
 * dies in between, skips a run rather than starting it twice.
 */
export async function startDueSchedules(parts: SchedulerParts): Promise<void> {
  const { stores, clock, log } = parts;
  const nowMs = clock.wallMs();
  for (const schedule of await stores.schedules.due(nowMs)) {
    const dueAtMs = schedule.nextRunAtMs ?? nowMs;
    try {
      const { cron, timeZone } = schedule;
      await stores.schedules.update(schedule.id, { nextRunAtMs: nextRunAfter(cron, timeZone, nowMs) });
      if (nowMs - dueAtMs > LATE_BY_MS) {
        log.log('warning', 'a scheduled run was missed', { schedule: schedule.id });
        continue;
      }
      await start(parts, schedule);
    } catch (error) {
      // The others must not suffer, and the next time it may work.
      log.log('error', 'a scheduled run could not be started', {
        schedule: schedule.id,
        error: (error as Error).message,
      });
    }
  }
}

/** In the name of whoever made the schedule, with the rights she has now. */
async function start(parts: SchedulerParts, { id, projectId, testId, createdBy }: Schedule): Promise<void> {
  const { stores } = parts;
  const [project, test, user] = await Promise.all([
    stores.projects.byId(projectId),
    stores.tests.byId(testId),
    stores.users.byId(createdBy),
  ]);
  if (project === undefined || test === undefined || user === undefined) return;
  const role =
    user.organizationRole === 'owner' ? 'admin' : await stores.projects.roleOf(projectId, createdBy);
  const mayRun = role !== undefined && role !== 'viewer' && user.disabledAtMs === null;
  if (!mayRun || user.organizationId !== project.organizationId) {
    throw new ApiError('forbidden', `${user.email} may not run tests in this project any more`);
  }
  await startRun(parts, { project, test, by: user, from: undefined, detail: { schedule: id } });
}
