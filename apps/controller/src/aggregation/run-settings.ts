import { consolidate, parseScriptLayer, type ThresholdConfigs } from '@squall/core';
import type { TestRun } from '../runs/test-run.ts';
import { TagRules } from './tag-rules.ts';

/** What the options of a run say about its metrics. */
export interface RunSettings {
  readonly thresholds: ThresholdConfigs;
  readonly systemTags: readonly string[];
  readonly trendStats: readonly string[];
  readonly rules: TagRules;
}

/** Options that make no sense say nothing: a run is shown whatever its generators made of them. */
export function settingsOf({ options }: Pick<TestRun, 'options'>): RunSettings {
  const config = configOf(options);
  const thresholds = config.thresholds ?? {};
  return {
    thresholds,
    systemTags: config.systemTags ?? [],
    trendStats: config.summaryTrendStats ?? [],
    rules: new TagRules(options, thresholds),
  };
}

function configOf(options: TestRun['options']): ReturnType<typeof consolidate>['config'] {
  try {
    return consolidate({ script: parseScriptLayer(options).options }).config;
  } catch {
    return consolidate({}).config;
  }
}
