import { segmentFraction } from '../segment/segment.ts';
import type { SegmentTuple } from '../segment/segment-tuple.ts';
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
import { describeBase, parseScenarioFields, problems } from './scenario-base.ts';
import { intField } from './scenario-fields.ts';
import {
  describeStages,
  highestTarget,
  type Stage,
  stagesField,
  toStages,
  totalDurationMs,
  validateStages,
} from './stages.ts';

export interface RampingArrivalRateConfig extends ArrivalConfig {
  readonly executor: 'ramping-arrival-rate';
  /** Iterations per time unit. */
  readonly startRate: number;
  readonly stages: readonly Stage[];
}

const FIELDS = { startRate: intField, timeUnit: timeUnitField, stages: stagesField, ...ARRIVAL_VU_FIELDS };

/** Iterations start at a rate that follows a line through the targets of the stages. */
export const rampingArrivalRate: Executor<RampingArrivalRateConfig> = {
  usesArrivalRate: true,

  parse(json) {
    const { base, own } = parseScenarioFields(json, 'RampingArrivalRateConfig', FIELDS);
    const preAllocatedVUs = own.preAllocatedVUs ?? 0;
    return {
      ...base,
      executor: 'ramping-arrival-rate',
      startRate: own.startRate ?? 0,
      timeUnitMs: own.timeUnit ?? DEFAULT_TIME_UNIT_MS,
      stages: toStages(own.stages),
      preAllocatedVUs,
      maxVUs: own.maxVUs ?? preAllocatedVUs,
    };
  },

  validate: (config) => [
    ...problems([config.startRate < 0, "the startRate value can't be negative"]),
    ...validateTimeUnit(config),
    ...validateStages(config),
    ...validateArrivalVUs(config),
  ],

  durationMs: (config) => totalDurationMs(config.stages),

  steps: (config, tuple) => arrivalSteps(config, totalDurationMs(config.stages), tuple),

  hasWork: (config, tuple) => tuple.scale(config.maxVUs) > 0,

  describe(config, tuple) {
    const facts = describeBase(config, describeArrivalVUs(config, tuple));
    return `Up to ${highestRate(config, tuple).toFixed(2)} iterations/s for ${describeStages(config.stages)}${facts}`;
  },

  progress(config, share, state) {
    const totalMs = totalDurationMs(config.stages);
    const highest = highestRate(config, share.tuple);
    return {
      fraction: fractionOf(state.elapsedMs, totalMs),
      columns: [
        arrivalVUsColumn(config, share, state),
        elapsedOrTotal(state.elapsedMs, totalMs),
        `${fixedRate(state.iterationsPerSecond, highest)} iters/s`,
      ],
    };
  },

  start(run, onEnd) {
    const { config, share } = run;
    const plan = {
      preAllocatedVUs: share.scale(config.preAllocatedVUs),
      maxVUs: share.scale(config.maxVUs),
      durationMs: totalDurationMs(config.stages),
      arrivals: arrivalsOf(run, () => {
        const dueTimes = new RampedDueTimes(config);
        return (number) => dueTimes.next(number);
      }),
      endsWithLastDue: true,
    };
    return new ArrivalScenario({ ...run, share: share.rederive(config.maxVUs) ?? share }, plan, onEnd);
  },
};

function highestRate(config: RampingArrivalRateConfig, tuple: SegmentTuple): number {
  const perTimeUnit = highestTarget(config.startRate, config.stages);
  return (perTimeUnit * 1_000 * segmentFraction(tuple.segment)) / config.timeUnitMs;
}

/**
 * Due times of iterations, to be asked for in ascending order. Iteration number i (from 1) is due when the area
 * under the rate reaches i. Within a stage from rate `from` to rate `to` over `duration`, x after its start the
 * area is from·x + (to − from)·x²/(2·duration), solved for x.
 */
export class RampedDueTimes {
  readonly #stages: readonly { readonly durationNs: number; readonly to: number }[];
  #stage = 0;
  #stageStartNs = 0;
  #from: number;
  #areaBefore = 0;

  constructor({
    startRate,
    timeUnitMs,
    stages,
  }: Pick<RampingArrivalRateConfig, 'startRate' | 'timeUnitMs' | 'stages'>) {
    const timeUnitNs = Math.round(timeUnitMs * 1e6);
    this.#from = startRate / timeUnitNs;
    this.#stages = stages.map(({ durationMs, target }) => ({
      durationNs: Math.round(durationMs * 1e6),
      to: target / timeUnitNs,
    }));
  }

  /** For the iteration with this number in the whole test, from 0: ms after the start, infinite if it is never due. */
  next(globalIndex: number): number {
    const number = globalIndex + 1;
    for (let stage = this.#stages[this.#stage]; stage !== undefined; stage = this.#stages[++this.#stage]) {
      const { durationNs, to } = stage;
      const area = durationNs * ((to - this.#from) / 2 + this.#from);
      if (durationNs > 0 && number <= this.#areaBefore + area) {
        return (
          Math.trunc(this.#stageStartNs + this.#dueInStage(number - this.#areaBefore, to, durationNs)) / 1e6
        );
      }
      this.#areaBefore += area;
      this.#stageStartNs += durationNs;
      this.#from = to;
    }
    return Number.POSITIVE_INFINITY;
  }

  #dueInStage(area: number, to: number, durationNs: number): number {
    const from = this.#from;
    if (from === to) return area / to;
    const radicand = durationNs * (from * from * durationNs + 2 * area * (to - from));
    return (from * durationNs - Math.sqrt(Math.max(0, radicand))) / (from - to);
  }
}
