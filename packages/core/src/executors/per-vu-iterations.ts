import { formatDuration } from '../time/format-duration.ts';
import { constantSteps } from './execution-step.ts';
import type { Executor } from './executor.ts';
import { iterationCounter } from './iteration-counter.ts';
import { LoopingScenario } from './looping-scenario.ts';
import { elapsedOrTotal, fixedInt, fractionOf } from './progress-text.ts';
import { describeBase, parseScenarioFields, problems, type ScenarioBase, tooShort } from './scenario-base.ts';
import { durationField, intField } from './scenario-fields.ts';

export interface PerVUIterationsConfig extends ScenarioBase {
  readonly executor: 'per-vu-iterations';
  readonly vus: number;
  /** Of each VU. */
  readonly iterations: number;
  readonly maxDurationMs: number;
}

const FIELDS = { vus: intField, iterations: intField, maxDuration: durationField };
const DEFAULT_MAX_DURATION_MS = 600_000;

/** Every VU runs the same number of iterations. */
export const perVUIterations: Executor<PerVUIterationsConfig> = {
  usesArrivalRate: false,

  parse(json) {
    const { base, own } = parseScenarioFields(json, 'PerVUIterationsConfig', FIELDS);
    return {
      ...base,
      executor: 'per-vu-iterations',
      vus: own.vus ?? 1,
      iterations: own.iterations ?? 1,
      maxDurationMs: own.maxDuration ?? DEFAULT_MAX_DURATION_MS,
    };
  },

  validate: (config) => [
    ...problems(
      [config.vus <= 0, 'the number of VUs must be more than 0'],
      [config.iterations <= 0, 'the number of iterations must be more than 0'],
    ),
    ...tooShort('maxDuration', config.maxDurationMs),
  ],

  durationMs: (config) => config.maxDurationMs,

  steps: (config, tuple) =>
    constantSteps(config.maxDurationMs + config.gracefulStopMs, tuple.scale(config.vus)),

  hasWork: (config, tuple) => tuple.scale(config.vus) > 0 && config.iterations > 0,

  describe(config, tuple) {
    const facts = describeBase(config, `maxDuration: ${formatDuration(config.maxDurationMs)}`);
    return `${config.iterations} iterations for each of ${tuple.scale(config.vus)} VUs${facts}`;
  },

  progress(config, share, { elapsedMs, iterationsDone }) {
    const vus = share.scale(config.vus);
    const total = vus * config.iterations;
    return {
      fraction: elapsedMs > config.maxDurationMs ? 1 : fractionOf(iterationsDone, total),
      columns: [
        `${vus} VUs`,
        elapsedOrTotal(elapsedMs, config.maxDurationMs),
        `${fixedInt(iterationsDone, total)}/${total} iters, ${config.iterations} per VU`,
      ],
    };
  },

  start(run, onEnd) {
    const { config, share, deps, beginning } = run;
    const counter = iterationCounter(share, deps.sharedCounter, beginning.iterationsDone);
    const vus = share.tuple.scale(config.vus);
    const doneBy = (vu: number) =>
      iterationsDoneBy(share.numberInInstance(vu), vus, beginning.iterationsDone);
    return new LoopingScenario(
      run,
      {
        vus: share.scale(config.vus),
        durationMs: config.maxDurationMs,
        doneBefore: doneBy,
        nextIteration: (loop) => (loop.iterationsStarted < config.iterations ? counter.next() : -1),
        onVUEnded(loop) {
          const left = config.iterations - loop.iterationsStarted;
          if (left > 0) deps.dropped(left, loop.vu.idInInstance);
        },
      },
      onEnd,
    );
  },
};

/**
 * How many of the iterations an instance has done count as done by its n-th VU (from 0), when another takes over. Who
 * did them is not known: they are dealt out to the VUs in turn, so that what is left is exactly the rest.
 */
export function iterationsDoneBy(n: number, vus: number, done: number): number {
  return Math.max(0, Math.ceil((done - n) / vus));
}
