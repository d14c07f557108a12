import {
  type Config,
  chooseScenarios,
  consolidate,
  createMetricRegistry,
  createSegmentTuple,
  type DerivedOptions,
  deriveScenarios,
  featureTags,
  type MetricThresholds,
  type Notice,
  type Options,
  parseScriptLayer,
  planTest,
  type SegmentTuple,
  type TestPlan,
  UserError,
  validateOptions,
  validateThresholds,
  withoutOtherLoad,
} from '@squall/core';
import { type LoadedScript, nameTest } from '@squall/engine';
import type { TestRequest } from '../engine-calls.ts';

/** A test with its options settled: everything that is decided before anything starts. */
export interface PreparedTest {
  /** What all sources together say, before shortcuts become scenarios. */
  readonly config: Config;
  readonly options: DerivedOptions;
  /** What the script, or the archive it came in, asks for by itself. */
  readonly scriptOptions: Options;
  readonly tuple: SegmentTuple;
  readonly plan: TestPlan;
  /** Undefined with `--no-thresholds`. */
  readonly thresholds: readonly MetricThresholds[] | undefined;
  readonly runTags: Readonly<Record<string, string>>;
  /** The run calls it. */
  readonly hasSetup: boolean;
  readonly hasTeardown: boolean;
  /** The script has it, even if the run is not to call it. */
  readonly exportsSetup: boolean;
  readonly exportsTeardown: boolean;
}

/** Consolidates and validates the options of a loaded script. @throws UserError naming every problem. */
export function prepareTest(request: TestRequest, script: LoadedScript): PreparedTest {
  const scriptOptions = readScriptOptions(request, script);
  const config = settleConfig(request, scriptOptions);
  const thresholds = request.runtime.noThresholds ? undefined : checkThresholds(config, script);
  const derived = deriveScenarios(config);
  logNotices(request, derived.notices);
  validateOptions(derived.options, (name) => script.exports[name] === true);
  const tuple = createSegmentTuple(
    derived.options.executionSegment,
    derived.options.executionSegmentSequence,
  );
  const exportsSetup = script.exports.setup === true;
  const exportsTeardown = script.exports.teardown === true;
  return {
    config,
    options: derived.options,
    scriptOptions,
    tuple,
    plan: planTest(derived.options.scenarios, tuple),
    thresholds,
    runTags: { ...config.tags, ...featureTags(request.features) },
    hasSetup: exportsSetup && config.noSetup !== true,
    hasTeardown: exportsTeardown && config.noTeardown !== true,
    exportsSetup,
    exportsTeardown,
  };
}

/** Lays everything the user said over each other, and leaves of the scenarios what is to run. */
function settleConfig(request: TestRequest, script: Options): Config {
  const { choice, features } = request;
  const given = withoutOtherLoad({ ...request.layers, script }, choice);
  logNotices(request, given.notices);
  const consolidated = consolidate(given.layers, { mergeRunTags: features.includes('merge-run-tags') });
  const { config, notices } = chooseScenarios(consolidated, choice);
  logNotices(request, notices);
  return config;
}

export function readScriptOptions(request: TestRequest, script: LoadedScript): Options {
  const json = script.archive?.optionsJson ?? script.optionsJson;
  try {
    const { options, notices } = parseScriptLayer(json === undefined ? undefined : JSON.parse(json));
    checkExports(script.exports);
    refuseWithoutControl(options, request);
    logNotices(request, notices);
    return options;
  } catch (error) {
    throw nameTest(error, { argument: request.script, entryUrl: script.entryUrl });
  }
}

/**
 * k6 v2 has no such executor, and says so in these words; ours makes sense only where somebody can reach it.
 * @throws UserError
 */
function refuseWithoutControl({ scenarios = {} }: Options, { global }: TestRequest): void {
  if (global.address !== '') return;
  if (!Object.values(scenarios).some(({ executor }) => executor === 'externally-controlled')) return;
  throw new UserError('INVALID_OPTION', "unknown executor type 'externally-controlled'", {
    hint: 'it exists in runs that can be steered: give an address for the REST API with --address',
  });
}

function checkExports(exports: LoadedScript['exports']): void {
  for (const name of ['setup', 'teardown']) {
    if (exports[name] === false) throw exportsError(`exported '${name}' must be a function`);
  }
  if (!Object.values(exports).includes(true)) throw exportsError('no exported functions in script');
}

function exportsError(message: string): UserError {
  return new UserError('INVALID_SCRIPT_EXPORTS', message);
}

function checkThresholds(config: Config, script: LoadedScript): readonly MetricThresholds[] {
  const registry = createMetricRegistry();
  for (const { name, type, contains } of script.metrics) registry.getOrCreate(name, type, contains);
  return validateThresholds(config.thresholds ?? {}, registry);
}

function logNotices({ log }: TestRequest, notices: readonly Notice[]): void {
  for (const { level, message, fields } of notices) log.log(level, message, fields);
}
