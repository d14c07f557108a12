import { effective } from '@squall/core';
import { planInstance, type RunPlan } from '@squall/engine';
import type { RunRequest } from '../engine-calls.ts';
import type { PreparedTest } from './prepare-test.ts';

const PROGRESS_EVERY_MS = { terminal: 100, plain: 500 };

interface RunSetting {
  readonly isTerminal: boolean;
  /** Some output wants every sample. */
  readonly streamSamples: boolean;
}

/** What the engine is to do. */
export function planRun(request: RunRequest, test: PreparedTest, setting: RunSetting): RunPlan {
  const { config, options } = test;
  return {
    instance: planInstance({
      options,
      systemTags: config.systemTags ?? [],
      runTags: test.runTags,
      tuple: test.tuple,
      workers: request.workers,
      progressEveryMs: setting.isTerminal ? PROGRESS_EVERY_MS.terminal : PROGRESS_EVERY_MS.plain,
      streamSamples: setting.streamSamples,
    }),
    setupTimeoutMs: test.hasSetup ? effective(options, 'setupTimeout') : undefined,
    teardownTimeoutMs: test.hasTeardown ? effective(options, 'teardownTimeout') : undefined,
    stageLimits: {
      setupMs: test.exportsSetup ? effective(options, 'setupTimeout') : undefined,
      teardownMs: test.exportsTeardown ? effective(options, 'teardownTimeout') : undefined,
    },
    startsPaused: config.paused === true,
    handleSummaryTimeoutMs: effective(options, 'handleSummaryTimeout'),
    thresholds: test.thresholds,
    thresholdConfigs: config.thresholds ?? {},
  };
}
