import type { SegmentTuple } from '../segment/segment-tuple.ts';
import { formatDuration } from '../time/format-duration.ts';
import { constantSteps } from './execution-step.ts';
import type { Executor } from './executor.ts';
import { LoopingScenario } from './looping-scenario.ts';
import { elapsedOf, fixedInt, fractionOf } from './progress-text.ts';
import { describeBase, parseScenarioFields, problems, type ScenarioBase, tooShort } from './scenario-base.ts';
import { durationField, intField } from './scenario-fields.ts';

export interface SharedIterationsConfig extends ScenarioBase {
  readonly executor: 'shared-iterations';
  readonly vus: number;
  /** Of all VUs together. */
  readonly iterations: number;
  readonly maxDurationMs: number;
}

const FIELDS = { vus: intField, iterations: intField, maxDuration: durationField };
const DEFAULT_MAX_DURATION_MS = 600_000;

/** A number of iterations that VUs take from as they become free. */
export const sharedIterations: Executor<SharedIterationsConfig> = {
  usesArrivalRate: false,

  parse(json) {
    const { base, own } = parseScenarioFields(json, 'SharedIterationsConfig', FIELDS);
    return {
      ...base,
      executor: 'shared-iterations',
      vus: own.vus ?? 1,
      iterations: own.iterations ?? 1,
      maxDurationMs: own.maxDuration ?? DEFAULT_MAX_DURATION_MS,
    };
  },

  validate: (config) => [
    ...problems(
      [config.vus <= 0, 'the number of VUs must be more than 0'],
      [
        config.iterations < config.vus,
        `the number of iterations (${config.iterations}) can't be less than the number of VUs (${config.vus})`,
      ],
    ),
    ...tooShort('maxDuration', config.maxDurationMs),
  ],

  durationMs: (config) => config.maxDurationMs,

  steps(config, tuple) {
    const vus = tuple.scale(config.vus);
    if (vus === 0) return [{ offsetMs: 0, plannedVUs: 0, maxUnplannedVUs: 0 }];
    return constantSteps(config.maxDurationMs + config.gracefulStopMs, vus);
  },

  hasWork: (config, tuple) => iterationsOf(config, tuple) > 0,

  describe(config, tuple) {
    const facts = describeBase(config, `maxDuration: ${formatDuration(config.maxDurationMs)}`);
    const iterations = iterationsOf(config, tuple);
    return `${iterations} iterations shared among ${tuple.scale(config.vus)} VUs${facts}`;
  },

  progress(config, share, { elapsedMs, iterationsDone }) {
    const vus = share.scale(config.vus);
    const instanceVUs = share.tuple.scale(config.vus);
    const total = instanceVUs === 0 ? 0 : Math.round((iterationsOf(config, share.tuple) * vus) / instanceVUs);
    return {
      fraction: fractionOf(iterationsDone, total),
      columns: [
        `${vus} VUs`,
        elapsedOf(elapsedMs, config.maxDurationMs),
        `${fixedInt(iterationsDone, total)}/${total} shared iters`,
      ],
    };
  },

  start(run, onEnd) {
    const { config, share, deps, beginning } = run;
    const numbering = share.rederive(config.vus) ?? share;
    const total = iterationsOf(config, share.tuple);
    return new LoopingScenario(
      { ...run, share: numbering },
      {
        vus: share.scale(config.vus),
        durationMs: config.maxDurationMs,
        nextIteration() {
          const taken = beginning.iterationsDone + deps.sharedCounter.next();
          return taken < total ? taken : -1;
        },
        onEnded(aborted) {
          const isLast = deps.sharedCounter.finish();
          const left = total - beginning.iterationsDone - deps.sharedCounter.value;
          if (isLast && !aborted && left > 0) deps.dropped(left);
        },
      },
      onEnd,
    );
  },
};

/** The instance's part of the iterations: in proportion to its VUs, not to its segment. */
const iterationsOf = (config: SharedIterationsConfig, tuple: SegmentTuple): number =>
  tuple.rederive(config.vus)?.scale(config.iterations) ?? 0;
