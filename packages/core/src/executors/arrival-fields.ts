import type { ExecutionShare } from '../segment/execution-share.ts';
import type { SegmentTuple } from '../segment/segment-tuple.ts';
import { constantSteps, type ExecutionStep } from './execution-step.ts';
import { fixedInt } from './progress-text.ts';
import { problems, type ScenarioBase } from './scenario-base.ts';
import { durationField, intField } from './scenario-fields.ts';

/** What both arrival-rate executors have. */
export interface ArrivalConfig extends ScenarioBase {
  readonly timeUnitMs: number;
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
}

export const ARRIVAL_VU_FIELDS = { preAllocatedVUs: intField, maxVUs: intField };
export const timeUnitField = durationField;
export const DEFAULT_TIME_UNIT_MS = 1_000;

export const validateTimeUnit = (config: ArrivalConfig): string[] =>
  problems([config.timeUnitMs <= 0, 'the timeUnit must be more than 0']);

export function validateArrivalVUs(config: ArrivalConfig): string[] {
  const found: string[] = [];
  if (config.json.preAllocatedVUs === null) found.push("the number of preAllocatedVUs isn't specified");
  else if (config.preAllocatedVUs < 0) found.push("the number of preAllocatedVUs can't be negative");
  if (config.maxVUs < config.preAllocatedVUs) found.push("maxVUs can't be less than preAllocatedVUs");
  return found;
}

export function arrivalSteps(
  config: ArrivalConfig,
  durationMs: number,
  tuple: SegmentTuple,
): ExecutionStep[] {
  const preAllocated = tuple.scale(config.preAllocatedVUs);
  return constantSteps(
    durationMs + config.gracefulStopMs,
    preAllocated,
    tuple.scale(config.maxVUs) - preAllocated,
  );
}

/** `maxVUs: 3` or `maxVUs: 1-3`. */
export function describeArrivalVUs(config: ArrivalConfig, tuple: SegmentTuple): string {
  const preAllocated = tuple.scale(config.preAllocatedVUs);
  const max = tuple.scale(config.maxVUs);
  return `maxVUs: ${max > preAllocated ? `${preAllocated}-${max}` : preAllocated}`;
}

/** `1/3 VUs`: those in an iteration of those there are. */
export function arrivalVUsColumn(
  config: ArrivalConfig,
  share: ExecutionShare,
  state: { readonly activeVUs: number; readonly heldVUs: number },
): string {
  const max = share.scale(config.maxVUs);
  return `${fixedInt(state.activeVUs, max)}/${fixedInt(state.heldVUs, max)} VUs`;
}
