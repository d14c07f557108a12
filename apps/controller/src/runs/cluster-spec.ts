import type { ArchiveSource, ClusterRunSpec, ZoneDemand } from '@squall/coordinator';
import {
  consolidate,
  createMetricRegistry,
  deriveScenarios,
  effective,
  parseScriptLayer,
  settledOptions,
  validateOptions,
  validateThresholds,
} from '@squall/core';
import { withBuiltinMetrics } from '../aggregation/known-metrics.ts';
import type { ArchiveMetadata } from '../archives/metadata.ts';
import type { ScriptFacts } from './script-facts.ts';
import type { Distribution, TestRun } from './test-run.ts';

/** What a run is made of, besides its options. */
export interface RunMaterial {
  readonly archive: ArchiveSource;
  readonly metadata: Pick<ArchiveMetadata, 'env'>;
  readonly facts: ScriptFacts;
  /** Of the project. */
  readonly deniedTargets: readonly string[];
}

/**
 * Agents go on so long without a controller, which may be restarted meanwhile. Only then may another take over what an
 * agent did of which nothing is heard; one that says goodbye, or is started anew, is replaced at once.
 */
const AWAY_MS = 60_000;

/** What the agents of a run are to do, and what is decided here. @throws UserError */
export function clusterSpecOf(run: TestRun, material: RunMaterial): ClusterRunSpec {
  const { archive, metadata, facts, deniedTargets } = material;
  const { config } = consolidate({ script: parseScriptLayer(run.options).options });
  const { options } = deriveScenarios(config);
  validateOptions(options, (name) => facts.exports.has(name));
  const registry = createMetricRegistry();
  const declaredMetrics = withBuiltinMetrics(facts.metrics);
  for (const { name, type, contains } of declaredMetrics) registry.getOrCreate(name, type, contains);
  const thresholdConfigs = config.thresholds ?? {};
  const hasSetup = facts.exports.has('setup') && config.noSetup !== true;
  const hasTeardown = facts.exports.has('teardown') && config.noTeardown !== true;
  return {
    runId: String(run.id),
    archive,
    optionsJson: JSON.stringify(settledOptions(config)),
    env: metadata.env,
    runTags: config.tags ?? {},
    deniedTargets,
    scenarios: options.scenarios,
    declaredMetrics,
    systemTags: config.systemTags ?? [],
    zones: zonesOf(run.distribution),
    sharesAgents: true,
    onAgentLoss: 'replace',
    timing: { deadMs: AWAY_MS, closedMs: AWAY_MS },
    setupTimeoutMs: hasSetup ? effective(options, 'setupTimeout') : undefined,
    teardownTimeoutMs: hasTeardown ? effective(options, 'teardownTimeout') : undefined,
    handleSummaryTimeoutMs: effective(options, 'handleSummaryTimeout'),
    // A queue has no end: whoever started the run stops it when the wait gets too long.
    joinTimeoutMs: undefined,
    thresholds: validateThresholds(thresholdConfigs, registry),
    thresholdConfigs,
  };
}

function zonesOf(distribution: Distribution): ZoneDemand[] {
  return distribution.map(({ label, loadZone, percent }) => ({
    label,
    loadZone,
    weight: percent,
    agents: 1,
  }));
}
