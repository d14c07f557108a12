import { formatDuration } from '../time/format-duration.ts';
import { constantSteps } from './execution-step.ts';
import type { Executor } from './executor.ts';
import { iterationCounter } from './iteration-counter.ts';
import { LoopingScenario } from './looping-scenario.ts';
import { elapsedOrTotal, fractionOf } from './progress-text.ts';
import {
  describeBase,
  parseScenarioFields,
  problems,
  type ScenarioBase,
  validateDuration,
} from './scenario-base.ts';
import { durationField, intField } from './scenario-fields.ts';

export interface ConstantVUsConfig extends ScenarioBase {
  readonly executor: 'constant-vus';
  readonly vus: number;
  readonly durationMs: number;
}

const FIELDS = { vus: intField, duration: durationField };

/** A fixed number of VUs iterate for a fixed time. */
export const constantVUs: Executor<ConstantVUsConfig> = {
  usesArrivalRate: false,

  parse(json) {
    const { base, own } = parseScenarioFields(json, 'ConstantVUsConfig', FIELDS);
    return { ...base, executor: 'constant-vus', vus: own.vus ?? 1, durationMs: own.duration ?? 0 };
  },

  validate: (config) => [
    ...problems([config.vus <= 0, 'the number of VUs must be more than 0']),
    ...validateDuration(config),
  ],

  durationMs: (config) => config.durationMs,

  steps: (config, tuple) => constantSteps(config.durationMs + config.gracefulStopMs, tuple.scale(config.vus)),

  hasWork: (config, tuple) => tuple.scale(config.vus) > 0,

  describe: (config, tuple) =>
    `${tuple.scale(config.vus)} looping VUs for ${formatDuration(config.durationMs)}${describeBase(config)}`,

  progress: (config, share, { elapsedMs }) => ({
    fraction: fractionOf(elapsedMs, config.durationMs),
    columns: [`${share.scale(config.vus)} VUs`, elapsedOrTotal(elapsedMs, config.durationMs)],
  }),

  start(run, onEnd) {
    const counter = iterationCounter(run.share, run.deps.sharedCounter, run.beginning.iterationsDone);
    return new LoopingScenario(
      run,
      {
        vus: run.share.scale(run.config.vus),
        durationMs: run.config.durationMs,
        nextIteration: () => counter.next(),
      },
      onEnd,
    );
  },
};
