import { availableParallelism } from 'node:os';
import {
  chooseWorkerCount,
  effective,
  formatSegment,
  formatSegmentSequence,
  settledOptions,
  toRuntimeOptions,
} from '@squall/core';
import type { RunPlan } from '@squall/engine';
import type { RunRequest } from '../engine-calls.ts';
import type { PreparedTest } from './prepare-test.ts';

/** Few VUs share one thread: more threads cost start-up time and take cores from a target on the same machine. */
const VUS_WORTH_A_THREAD = 100;
const PROGRESS_EVERY_MS = { terminal: 100, plain: 500 };

/** What the engine is to do. */
export function planRun(request: RunRequest, test: PreparedTest, isTerminal: boolean): RunPlan {
  const { config, options, plan, tuple } = test;
  return {
    threadCount: threadCount(request, test),
    segment: formatSegment(tuple.segment),
    sequence: formatSegmentSequence(tuple.sequence),
    scenarioCount: plan.scenarios.length,
    maxDurationMs: plan.maxDurationMs,
    setupTimeoutMs: test.hasSetup ? effective(options, 'setupTimeout') : undefined,
    teardownTimeoutMs: test.hasTeardown ? effective(options, 'teardownTimeout') : undefined,
    handleSummaryTimeoutMs: effective(options, 'handleSummaryTimeout'),
    thresholds: test.thresholds,
    thresholdConfigs: config.thresholds ?? {},
    configure: {
      options: toRuntimeOptions(options),
      settledOptionsJson: JSON.stringify(settledOptions(options)),
      systemTags: config.systemTags ?? [],
      runTags: test.runTags,
      scenarios: options.scenarios,
      progressEveryMs: isTerminal ? PROGRESS_EVERY_MS.terminal : PROGRESS_EVERY_MS.plain,
    },
  };
}

function threadCount(request: RunRequest, { plan }: PreparedTest): number {
  const asked = request.workers ?? Math.ceil(plan.maxVUs / VUS_WORTH_A_THREAD);
  const limit = request.workers ?? availableParallelism();
  return chooseWorkerCount(plan, Math.max(1, Math.min(asked, limit)));
}
