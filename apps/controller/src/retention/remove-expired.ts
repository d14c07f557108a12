import type { Clock } from '@squall/core';
import { actorNamed, audited } from '../audit/audited.ts';
import type { Stores } from '../storage/stores.ts';

const DAY_MS = 24 * 3_600_000;

/** A run with a day's worth of measurements takes a moment to remove; requests get theirs in between. */
const RUNS_AT_ONCE = 20;

export interface RetentionParts {
  readonly stores: Stores;
  readonly clock: Clock;
}

/**
 * Removes runs that ended longer ago than their project keeps them. Baselines and runs with a usable share link
 * stay until they are neither.
 */
export async function removeExpiredRuns({ stores, clock }: RetentionParts): Promise<void> {
  const nowMs = clock.wallMs();
  for (const { id, organizationId, retentionDays } of await stores.projects.withRetention()) {
    const endedBeforeMs = nowMs - (retentionDays ?? 0) * DAY_MS;
    const limits = { projectId: id, endedBeforeMs, nowMs, limit: RUNS_AT_ONCE };
    for (const run of await stores.runs.expendable(limits)) {
      await stores.runs.remove(run.id);
      await audited({ stores, clock }, null, {
        user: actorNamed('retention', organizationId),
        action: 'run.remove',
        target: `run:${run.id}`,
        projectId: id,
        detail: { testId: run.testId, endedAtMs: run.endedAtMs, retentionDays },
      });
      await new Promise(setImmediate);
    }
  }
}
