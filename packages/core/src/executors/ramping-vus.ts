import type { SegmentTuple } from '../segment/segment-tuple.ts';
import { formatDuration, formatFixedDuration } from '../time/format-duration.ts';
import { type ExecutionStep, highestPlanned } from './execution-step.ts';
import type { Executor } from './executor.ts';
import { fixedInt, fractionOf } from './progress-text.ts';
import { plannedSteps, rawSteps, stepsFrom, type VUStep } from './ramping-vus-plan.ts';
import { RampingVUsScenario } from './ramping-vus-scenario.ts';
import { describeBase, parseScenarioFields, problems, type ScenarioBase } from './scenario-base.ts';
import { durationField, intField } from './scenario-fields.ts';
import {
  describeStages,
  highestTarget,
  type Stage,
  stagesField,
  toStages,
  totalDurationMs,
  validateStages,
} from './stages.ts';

export interface RampingVUsConfig extends ScenarioBase {
  readonly executor: 'ramping-vus';
  readonly startVUs: number;
  readonly stages: readonly Stage[];
  readonly gracefulRampDownMs: number;
}

const FIELDS = { startVUs: intField, stages: stagesField, gracefulRampDown: durationField };
const DEFAULT_GRACEFUL_RAMP_DOWN_MS = 30_000;
const MAX_VUS = 100_000_000;

/** VUs iterate while their number follows a line through the targets of the stages. */
export const rampingVUs: Executor<RampingVUsConfig> = {
  usesArrivalRate: false,

  parse(json) {
    const { base, own } = parseScenarioFields(json, 'RampingVUsConfig', FIELDS);
    return {
      ...base,
      executor: 'ramping-vus',
      startVUs: own.startVUs ?? 1,
      stages: toStages(own.stages),
      gracefulRampDownMs: own.gracefulRampDown ?? DEFAULT_GRACEFUL_RAMP_DOWN_MS,
    };
  },

  validate: (config) => [
    ...problems(
      [config.startVUs < 0, "the number of start VUs can't be negative"],
      [
        highestTarget(config.startVUs, config.stages) <= 0,
        "either startVUs or one of the stages' target values must be greater than 0",
      ],
    ),
    ...validateStages(config),
    ...problems([config.startVUs > MAX_VUS, `the startVUs exceed max limit of ${MAX_VUS}`]),
    ...config.stages.flatMap(({ target }, i) =>
      target > MAX_VUS ? [`target for stage ${i + 1} exceeds max limit of ${MAX_VUS}`] : [],
    ),
  ],

  durationMs: (config) => totalDurationMs(config.stages),

  steps: stepsOf,

  hasWork: (config, tuple) => highestPlanned(stepsOf(config, tuple)) > 0,

  describe(config, tuple) {
    const vus = tuple.scale(highestTarget(config.startVUs, config.stages));
    const facts = describeBase(config, `gracefulRampDown: ${formatDuration(config.gracefulRampDownMs)}`);
    return `Up to ${vus} looping VUs for ${describeStages(config.stages)}${facts}`;
  },

  progress(config, share, { elapsedMs, activeVUs }) {
    const totalMs = totalDurationMs(config.stages);
    const maxVUs = share.scale(highestTarget(config.startVUs, config.stages));
    const elapsed = `${formatFixedDuration(elapsedMs, totalMs)}/${formatFixedDuration(totalMs, totalMs)}`;
    return {
      fraction: fractionOf(elapsedMs, totalMs),
      columns: [
        `${fixedInt(activeVUs, maxVUs)}/${maxVUs} VUs`,
        elapsedMs >= totalMs ? formatDuration(totalMs) : elapsed,
      ],
    };
  },

  start(run, onEnd) {
    const { config, share, beginning } = run;
    const raw = rawSteps(config.startVUs, config.stages, share.tuple);
    const durationMs = totalDurationMs(config.stages);
    if (raw.at(-1)?.vus !== 0) raw.push({ offsetMs: durationMs, vus: 0 });
    const ofWorker = ({ offsetMs, vus }: VUStep): VUStep => ({ offsetMs, vus: share.ofInstance(vus) });
    const plan = {
      raw: stepsFrom(beginning.elapsedMs, raw.map(ofWorker)),
      planned: stepsFrom(beginning.elapsedMs, planOf(config, share.tuple).map(ofWorker)),
      durationMs,
    };
    return new RampingVUsScenario(run, plan, onEnd);
  },
};

function planOf(config: RampingVUsConfig, tuple: SegmentTuple): VUStep[] {
  const endMs = totalDurationMs(config.stages) + config.gracefulStopMs;
  const raw = rawSteps(config.startVUs, config.stages, tuple);
  return plannedSteps(raw, { gracefulRampDownMs: config.gracefulRampDownMs, endMs });
}

function stepsOf(config: RampingVUsConfig, tuple: SegmentTuple): ExecutionStep[] {
  return planOf(config, tuple).map(({ offsetMs, vus }) => ({
    offsetMs,
    plannedVUs: vus,
    maxUnplannedVUs: 0,
  }));
}
