import { randomBytes } from 'node:crypto';
import type { ArchiveSource, ClusterRunSpec } from '@squall/coordinator';
import { effective, settledOptions } from '@squall/core';
import type { LoadedScript } from '@squall/engine';
import type { ClusterRequest } from '../engine-calls.ts';
import type { PreparedTest } from '../local/prepare-test.ts';

interface SpecParts {
  readonly test: PreparedTest;
  readonly script: LoadedScript;
  readonly archive: ArchiveSource;
}

/** What the agents are to do, and what the coordinator does itself. */
export function specOf(request: ClusterRequest, { test, script, archive }: SpecParts): ClusterRunSpec {
  const { config, options } = test;
  return {
    runId: randomBytes(8).toString('hex'),
    archive,
    optionsJson: JSON.stringify(settledOptions(config)),
    env: script.environment,
    runTags: test.runTags,
    scenarios: options.scenarios,
    declaredMetrics: script.metrics,
    systemTags: config.systemTags ?? [],
    zones: request.zones,
    onAgentLoss: request.onAgentLoss,
    setupTimeoutMs: test.hasSetup ? effective(options, 'setupTimeout') : undefined,
    teardownTimeoutMs: test.hasTeardown ? effective(options, 'teardownTimeout') : undefined,
    handleSummaryTimeoutMs: effective(options, 'handleSummaryTimeout'),
    joinTimeoutMs: request.joinTimeoutMs,
    thresholds: test.thresholds,
    thresholdConfigs: config.thresholds ?? {},
  };
}
