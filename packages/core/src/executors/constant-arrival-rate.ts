import type { SegmentTuple } from '../segment/segment-tuple.ts';
import { formatDuration } from '../time/format-duration.ts';
import {
  ARRIVAL_VU_FIELDS,
  type ArrivalConfig,
  arrivalSteps,
  arrivalVUsColumn,
  DEFAULT_TIME_UNIT_MS,
  describeArrivalVUs,
  timeUnitField,
  validateArrivalVUs,
  validateTimeUnit,
} from './arrival-fields.ts';
import { ArrivalScenario } from './arrival-scenario.ts';
import { arrivalsOf } from './arrivals.ts';
import type { Executor } from './executor.ts';
import { elapsedOrTotal, fixedRate, fractionOf } from './progress-text.ts';
import { describeBase, parseScenarioFields, validateDuration } from './scenario-base.ts';
import { durationField, intField } from './scenario-fields.ts';

export interface ConstantArrivalRateConfig extends ArrivalConfig {
  readonly executor: 'constant-arrival-rate';
  /** Iterations per time unit. */
  readonly rate: number;
  readonly durationMs: number;
}

const FIELDS = { rate: intField, timeUnit: timeUnitField, duration: durationField, ...ARRIVAL_VU_FIELDS };

/** Iterations start at a fixed rate, whatever the time they take. */
export const constantArrivalRate: Executor<ConstantArrivalRateConfig> = {
  usesArrivalRate: true,

  parse(json) {
    const { base, own } = parseScenarioFields(json, 'ConstantArrivalRateConfig', FIELDS);
    const preAllocatedVUs = own.preAllocatedVUs ?? 0;
    return {
      ...base,
      executor: 'constant-arrival-rate',
      rate: own.rate ?? 0,
      timeUnitMs: own.timeUnit ?? DEFAULT_TIME_UNIT_MS,
      durationMs: own.duration ?? 0,
      preAllocatedVUs,
      maxVUs: own.maxVUs ?? preAllocatedVUs,
    };
  },

  validate: (config) => [
    ...validateRate(config),
    ...validateTimeUnit(config),
    ...validateDuration(config),
    ...validateArrivalVUs(config),
  ],

  durationMs: (config) => config.durationMs,

  steps: (config, tuple) => arrivalSteps(config, config.durationMs, tuple),

  hasWork: (config, tuple) => tuple.scale(config.maxVUs) > 0,

  describe(config, tuple) {
    const rate = ratePerSecond(config, tuple).toFixed(2);
    const facts = describeBase(config, describeArrivalVUs(config, tuple));
    return `${rate} iterations/s for ${formatDuration(config.durationMs)}${facts}`;
  },

  progress(config, share, state) {
    const rate = ratePerSecond(config, share.tuple);
    return {
      fraction: fractionOf(state.elapsedMs, config.durationMs),
      columns: [
        arrivalVUsColumn(config, share, state),
        elapsedOrTotal(state.elapsedMs, config.durationMs),
        `${fixedRate(rate, rate)} iters/s`,
      ],
    };
  },

  start(run, onEnd) {
    const { config, share } = run;
    const plan = {
      preAllocatedVUs: share.scale(config.preAllocatedVUs),
      maxVUs: share.scale(config.maxVUs),
      durationMs: config.durationMs,
      arrivals: arrivalsOf(run, () => (number) => {
        const dueMs = dueAtMs(number, config);
        return dueMs < config.durationMs ? dueMs : Number.POSITIVE_INFINITY;
      }),
      endsWithLastDue: false,
    };
    return new ArrivalScenario({ ...run, share: share.rederive(config.maxVUs) ?? share }, plan, onEnd);
  },
};

/** Due time of iteration n of the whole test (from 0), in ms after the start: n periods of whole nanoseconds. */
export const dueAtMs = (n: number, { rate, timeUnitMs }: { rate: number; timeUnitMs: number }): number =>
  (n * Math.trunc(Math.round(timeUnitMs * 1e6) / rate)) / 1e6;

function validateRate(config: ConstantArrivalRateConfig): string[] {
  if (config.json.rate === null) return ["the iteration rate isn't specified"];
  return config.rate > 0 ? [] : ['the iteration rate must be more than 0'];
}

/** The instance's part: in proportion to its VUs, not to its segment. */
function ratePerSecond(config: ConstantArrivalRateConfig, tuple: SegmentTuple): number {
  const share = config.maxVUs === 0 ? 0 : tuple.scale(config.maxVUs) / config.maxVUs;
  return (config.rate * share * 1_000) / config.timeUnitMs;
}
