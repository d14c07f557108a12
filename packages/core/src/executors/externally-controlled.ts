import { formatDuration, formatFixedDuration } from '../time/format-duration.ts';
import { constantSteps } from './execution-step.ts';
import type { Executor, LoadSetting } from './executor.ts';
import { ExternallyControlledScenario } from './externally-controlled-scenario.ts';
import { elapsedOrTotal, fixedInt, fractionOf } from './progress-text.ts';
import { describeBase, parseScenarioFields, problems, type ScenarioBase } from './scenario-base.ts';
import { durationField, intField } from './scenario-fields.ts';

export interface ExternallyControlledConfig extends ScenarioBase {
  readonly executor: 'externally-controlled';
  /** At the start. */
  readonly vus: number;
  /** Initialised before the test starts. */
  readonly maxVUs: number;
  /** Infinity for as long as nobody ends the run. */
  readonly durationMs: number;
}

const FIELDS = { vus: intField, maxVUs: intField, duration: durationField };

/** VUs iterate while somebody sets their number from outside, or pauses them: `squall scale`, `pause`, `resume`. */
export const externallyControlled: Executor<ExternallyControlledConfig> = {
  usesArrivalRate: false,

  initialSetting: ({ vus, maxVUs }) => ({ vus, maxVUs, isPaused: false }),

  parse(json) {
    const { base, own } = parseScenarioFields(json, 'ExternallyControlledConfig', FIELDS);
    const vus = own.vus ?? 0;
    return {
      ...base,
      executor: 'externally-controlled',
      // What is controlled from outside ends when it is told to.
      gracefulStopMs: 0,
      vus,
      maxVUs: own.maxVUs ?? vus,
      durationMs: own.duration === 0 ? Number.POSITIVE_INFINITY : (own.duration ?? 0),
    };
  },

  validate(config) {
    const { json, durationMs } = config;
    const setting = { vus: config.vus, maxVUs: config.maxVUs };
    const problem = json.vus === null ? "the number of VUs isn't specified" : vusProblem(setting);
    return [
      ...(problem === undefined ? [] : [problem]),
      ...problems(
        [json.duration === null, 'the duration is unspecified, for infinite duration use 0'],
        [durationMs < 0, "the duration can't be negative, for infinite duration use 0"],
        [json.gracefulStop !== null, 'gracefulStop is not supported by the externally-controlled executor'],
      ),
    ];
  },

  durationMs: (config) => config.durationMs,

  steps: (config, tuple) => constantSteps(config.durationMs, tuple.scale(config.maxVUs)),

  hasWork: (config, tuple) => tuple.scale(config.maxVUs) > 0,

  describe: (config, tuple) =>
    `${tuple.scale(config.vus)} looping VUs controlled from outside, up to ${tuple.scale(config.maxVUs)}, ` +
    `for ${durationText(config.durationMs)}${describeBase(config)}`,

  progress: (config, share, { elapsedMs, heldVUs }) => ({
    fraction: Number.isFinite(config.durationMs) ? fractionOf(elapsedMs, config.durationMs) : 0,
    columns: [
      `${fixedInt(heldVUs, share.scale(config.maxVUs))} VUs`,
      Number.isFinite(config.durationMs)
        ? elapsedOrTotal(elapsedMs, config.durationMs)
        : formatFixedDuration(elapsedMs, elapsedMs),
    ],
  }),

  start: (run, onEnd) => new ExternallyControlledScenario(run, onEnd),
};

const durationText = (ms: number): string => (Number.isFinite(ms) ? formatDuration(ms) : 'as long as wanted');

function vusProblem({ vus, maxVUs }: Pick<LoadSetting, 'vus' | 'maxVUs'>): string | undefined {
  if (vus < 0) return "the number of VUs can't be negative";
  if (maxVUs <= 0) return 'the number of maxVUs must be more than 0';
  if (maxVUs < vus) return `maxVUs can't be less than the number of VUs (${vus})`;
  return undefined;
}

/** Why a load cannot be set while a scenario runs, or undefined. */
export function loadSettingProblem(setting: LoadSetting, before: LoadSetting): string | undefined {
  if (setting.maxVUs < before.maxVUs) {
    return `VUs that are initialised stay so: maxVUs can't be less than ${before.maxVUs}`;
  }
  return vusProblem(setting);
}
