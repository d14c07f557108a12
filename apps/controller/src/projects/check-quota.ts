import { ApiError } from '../errors/api-error.ts';
import type { Quota } from './project.ts';

/** What a test would need. */
export interface Needs {
  readonly maxVUs: number;
  readonly durationS: number;
  readonly loadZones: number;
}

/** @throws ApiError quota-exceeded that names the first limit in the way */
export function checkQuota(quota: Quota, needs: Needs): void {
  refuseAbove(quota.maxVUs, needs.maxVUs, 'maxVUs', 'VUs');
  refuseAbove(quota.maxDurationS, needs.durationS, 'maxDurationS', 'seconds');
  refuseAbove(quota.maxLoadZones, needs.loadZones, 'maxLoadZones', 'load zones');
}

export function checkConcurrentRuns(quota: Quota, openRuns: number): void {
  refuseAbove(quota.maxConcurrentRuns, openRuns + 1, 'maxConcurrentRuns', 'runs at once');
}

function refuseAbove(limit: number | null, needed: number, target: string, unit: string): void {
  if (limit === null || needed <= limit) return;
  throw new ApiError('quota-exceeded', `the project may use ${limit} ${unit}, this needs ${needed}`, {
    target,
  });
}
