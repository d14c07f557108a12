import {
  consolidate,
  deriveScenarios,
  isUserError,
  parseScriptLayer,
  parseThresholds,
  planTest,
  type TestPlan,
  validateOptions,
  WHOLE_TUPLE,
} from '@squall/core';

export interface ScenarioOutline {
  readonly name: string;
  readonly executor: string;
  readonly startTimeMs: number;
}

/** What a test would do, from its options alone. */
export interface TestOutline {
  readonly maxVUs: number;
  readonly maxDurationMs: number;
  readonly scenarios: readonly ScenarioOutline[];
  readonly steps: TestPlan['steps'];
  /** What is strange but no reason to refuse the test. */
  readonly warnings: readonly string[];
}

/** @throws UserError for options that could never run with the functions a script exports */
export function outlineOf(options: unknown, isExported: (name: string) => boolean): TestOutline {
  const { options: script, notices } = parseScriptLayer(options);
  const consolidated = consolidate({ script });
  const derived = deriveScenarios(consolidated.config);
  validateOptions(derived.options, isExported);
  parseThresholds(derived.options.thresholds ?? {});
  const plan = planTest(derived.options.scenarios, WHOLE_TUPLE);
  return {
    maxVUs: plan.maxVUs,
    maxDurationMs: plan.maxDurationMs,
    steps: plan.steps,
    scenarios: plan.scenarios.map(({ name, config }) => ({
      name,
      executor: config.executor,
      startTimeMs: config.startTimeMs,
    })),
    warnings: [...notices, ...consolidated.notices].map(({ message }) => message),
  };
}

/** The same for options that somebody else may have accepted; undefined when they make no sense here. */
export function outlineIfPossible(options: unknown): TestOutline | undefined {
  try {
    return outlineOf(options, () => true);
  } catch (error) {
    if (isUserError(error)) return undefined;
    throw error;
  }
}
