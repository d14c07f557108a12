import {
  consolidate,
  type DeclaredMetric,
  deriveScenarios,
  isUserError,
  parseScriptLayer,
  planTest,
  validateOptions,
  WHOLE_TUPLE,
} from '@squall/core';
import { asObject, optionsWithoutSecrets } from '../archives/metadata.ts';
import { ApiError } from '../errors/api-error.ts';
import type { Distribution } from '../runs/test-run.ts';
import { checkThresholds } from './check-thresholds.ts';

/** What the options of a test say about it, without running anything. */
export interface TestOutline {
  readonly options: Readonly<Record<string, unknown>>;
  readonly maxVUs: number;
  readonly durationS: number;
  readonly distribution: Distribution;
  readonly note: string;
}

/** Where tests run that name no load zone. */
export const DEFAULT_ZONE = 'amazon:us:ashburn';
const EVERYTHING_THERE: Distribution = [{ label: DEFAULT_ZONE, loadZone: DEFAULT_ZONE, percent: 100 }];

/**
 * Reads consolidated options as JSON has them.
 * @param metrics those of the script, as far as they are known
 * @throws ApiError invalid-options
 */
export function outlineTest(json: unknown, metrics?: readonly DeclaredMetric[]): TestOutline {
  const options = optionsWithoutSecrets(asObject(json) ?? {});
  const plan = planOf(options, metrics);
  const cloud = cloudSettings(options);
  return {
    options,
    maxVUs: plan.maxVUs,
    durationS: Math.ceil(plan.maxDurationMs / 1000),
    distribution: distributionOf(cloud.distribution),
    note: typeof cloud.note === 'string' ? cloud.note : '',
  };
}

function planOf(options: Readonly<Record<string, unknown>>, metrics: readonly DeclaredMetric[] | undefined) {
  try {
    const { config } = consolidate({ script: parseScriptLayer(options).options });
    checkThresholds(config.thresholds ?? {}, metrics);
    const derived = deriveScenarios(config).options;
    // Which functions there are is known where the script runs.
    validateOptions(derived, () => true);
    if (derived.executionSegment !== undefined) {
      throw new ApiError('invalid-options', 'a test that is distributed cannot have an execution segment', {
        target: 'options.executionSegment',
      });
    }
    return planTest(derived.scenarios, WHOLE_TUPLE);
  } catch (error) {
    if (isUserError(error)) throw new ApiError('invalid-options', error.message, { target: 'options' });
    throw error;
  }
}

/** `options.cloud`, or where scripts had it before. */
export function cloudSettings(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return asObject(options.cloud) ?? asObject(asObject(options.ext)?.loadimpact) ?? {};
}

function distributionOf(value: unknown): Distribution {
  const labels = asObject(value);
  if (labels === undefined || Object.keys(labels).length === 0) return EVERYTHING_THERE;
  const parts = Object.entries(labels).map(([label, part]) => partOf(label, part));
  const sum = parts.reduce((total, { percent }) => total + percent, 0);
  if (sum !== 100) {
    throw new ApiError(
      'invalid-options',
      `the percentages of the distribution add up to ${sum}, not to 100`,
      {
        target: 'options.cloud.distribution',
      },
    );
  }
  return parts;
}

function partOf(label: string, value: unknown): Distribution[number] {
  const { loadZone, percent } = asObject(value) ?? {};
  const target = `options.cloud.distribution.${label}`;
  if (typeof loadZone !== 'string' || loadZone === '') {
    throw new ApiError('invalid-options', `'${label}' of the distribution names no load zone`, {
      target: `${target}.loadZone`,
    });
  }
  if (typeof percent !== 'number' || !Number.isInteger(percent) || percent < 1 || percent > 100) {
    throw new ApiError(
      'invalid-options',
      `'${label}' of the distribution must have an integer from 1 to 100 as percent`,
      { target: `${target}.percent` },
    );
  }
  return { label, loadZone, percent };
}
