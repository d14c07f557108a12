import { join } from 'node:path';
import { type ClusterPhase, type ClusterResult, startClusterRun } from '@squall/coordinator';
import { UserError } from '@squall/core';
import { RunStop } from '@squall/engine';
import type { ClusterRequest } from '../engine-calls.ts';
import { createOutputs, openOutputs } from '../local/create-outputs.ts';
import { startDemoTarget } from '../local/demo-target.ts';
import { conclude, linger } from '../local/end-of-run.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import { showHeader } from '../local/show-header.ts';
import { SignalHandling } from '../local/signals.ts';
import { warnOfIgnored } from '../local/supported-settings.ts';
import { writeReports } from '../local/write-reports.ts';
import { writeSummary } from '../local/write-summary.ts';
import { ClusterDisplay } from './cluster-display.ts';
import { specOf } from './cluster-spec.ts';
import { Coordinator } from './coordinator.ts';
import { loadForCluster } from './load-for-cluster.ts';
import { scriptLog } from './script-log.ts';
import { SpawnedAgents } from './spawned-agents.ts';

/** `squall cluster run`: the main path from the script to the exit code. */
export async function runClustered(request: ClusterRequest, deps: LocalDeps): Promise<number> {
  const { script, test, archive } = await loadForCluster(request, deps);
  warnOfIgnored(request);
  await using _demoTarget = await startDemoTarget(test);
  const { outputs, reports } = await createOutputs(request, test);
  await openOutputs(outputs);
  if (!request.global.quiet)
    showHeader({ execution: 'clustered', request, test, outputs: [...outputs, ...reports] }, deps);

  const stop = new RunStop();
  using signals = new SignalHandling(stop, { ...deps, source: process, log: request.log });
  // The other way round than they are opened: the agents started here leave when the coordinator is closed.
  await using spawned = new SpawnedAgents();
  await using coordinator = await Coordinator.open(request, deps);
  using display = new ClusterDisplay({ request, test, coordinator, deps });
  const { run, result } = startClusterRun(specOf(request, { script, test, archive }), {
    pool: coordinator.pool,
    clock: deps.clock,
    log: request.log,
    outputs,
    stop,
    onLogLine: scriptLog(request, test),
    onPhase: (phase) => display.enter(phase),
  });
  display.start(run);
  if (request.spawn) spawned.start(orderOf(request, { coordinator, stop, phase: () => run.phase, deps }));
  const outcome = await result;
  await linger(test, { stop, signals }, deps);
  display.stop();
  // Before setup() there is nothing to sum up, as in a run on this machine.
  const { hasBegun } = outcome;
  if (hasBegun) {
    const exportedToo = { cluster: clusterFigures(outcome) };
    request.log.log('debug', 'how the run over agents went', exportedToo.cluster);
    await writeSummary(outcome, { ...deps, request, test, scriptText: script.entryText, exportedToo });
    await writeReports(reports, outcome, { ...deps, request, test });
  }
  outcome.release();
  display.finish(hasBegun);
  return conclude(request, outcome.error);
}

/** What there is to know of a run only because it had agents. */
function clusterFigures({ startSkewMs, completeness }: ClusterResult) {
  return {
    // Between the first and the last agent to begin; there is none with one agent.
    ...(startSkewMs === undefined ? {} : { start_skew_ms: startSkewMs }),
    missing_share: completeness.missingShare,
    agents_lost: completeness.losses.length,
  };
}

interface OrderParts {
  readonly coordinator: Coordinator;
  readonly stop: RunStop;
  readonly phase: () => ClusterPhase;
  readonly deps: LocalDeps;
}

function orderOf(request: ClusterRequest, { coordinator, stop, phase, deps }: OrderParts) {
  return {
    program: join(deps.programFolder, 'main.js'),
    address: coordinator.address,
    token: coordinator.token,
    zones: request.zones,
    workers: request.workers,
    env: request.processEnv,
    log: request.log,
    onExit(agent: string, how: string) {
      // Later on it is for the run to decide what the loss means.
      if (phase() !== 'awaiting-agents')
        return coordinator.pool.hasEnded(agent, `its process ended (${how})`);
      const error = new UserError('AGENT_LOST', `agent '${agent}' did not start (${how})`);
      stop.request({ kind: 'failure', error });
    },
  };
}
