import {
  type FinalError,
  finalError,
  type HandleSummaryOutcome,
  type RunMetrics,
  runOutcome,
  type ThresholdEvaluation,
} from '@squall/core';
import type { MetricFrame } from '@squall/protocol';
import type { JournalEntries } from '../journal/journal-entries.ts';
import { ClusterRun } from './cluster-run.ts';
import { type Completeness, incompleteError, judgeCompleteness, lossNotices } from './completeness.ts';
import { FleetMetrics } from './fleet-metrics.ts';
import { refuseControlled } from './refuse-controlled.ts';
import type { ClusterRunDeps, ClusterRunSpec } from './run-spec.ts';

/** What comes of a distributed run: as of a local one, and how whole it is. */
export interface ClusterResult {
  readonly metrics: RunMetrics;
  /** Undefined when thresholds are switched off. */
  readonly thresholds: ThresholdEvaluation | undefined;
  /** Whether anything ran that a summary could be about. */
  readonly hasBegun: boolean;
  /** From just before `setup()` to the end of `teardown()`, without the wait for the common start. */
  readonly durationMs: number;
  /** JSON of what `setup()` returned. */
  readonly setupDataJson: string | undefined;
  /** Undefined when the run succeeded. */
  readonly error: FinalError | undefined;
  /** What the user must know to trust the numbers. */
  readonly notices: readonly string[];
  readonly completeness: Completeness;
  /** Between the first and the last instance to start. */
  readonly startSkewMs: number | undefined;
  /** Calls the script's `handleSummary()` on an agent; before `release`. */
  handleSummary(dataJson: string): Promise<HandleSummaryOutcome>;
  /** Lets the agents go. */
  release(): void;
}

/** A run under way, to be looked at from outside. */
export interface StartedClusterRun {
  readonly run: ClusterRun;
  readonly metrics: RunMetrics;
  readonly result: Promise<ClusterResult>;
  /** Leaves the run to another process; there is no result here. */
  suspend(): void;
}

/**
 * Begins a distributed run. The result rejects only when an output cannot be opened.
 * @throws UserError when the test cannot be run over several machines.
 */
export function startClusterRun(spec: ClusterRunSpec, deps: ClusterRunDeps): StartedClusterRun {
  refuseControlled(spec.scenarios);
  const metrics = new FleetMetrics(spec, deps);
  const run = new ClusterRun(spec, deps, metrics);
  const result = carryOut(run, metrics, deps, async () => (onEnded) => run.begin(onEnded));
  return { run, metrics: metrics.metrics, result, suspend: () => run.suspend() };
}

/** What another process has kept of a run. */
export interface KeptRun {
  readonly entries: JournalEntries;
  /** Those that were made durable; of each tenure in the order of their numbers. */
  readonly frames: AsyncIterable<MetricFrame>;
}

/**
 * Goes on with a run that another process has begun, as if nothing had happened.
 * @throws UserError when what was kept of it cannot be understood.
 */
export function resumeClusterRun(
  spec: ClusterRunSpec,
  { entries, frames }: KeptRun,
  deps: ClusterRunDeps,
): StartedClusterRun {
  const metrics = new FleetMetrics(spec, deps);
  const run = new ClusterRun(spec, deps, metrics);
  deps.pool.announce(spec.runId);
  run.restore(entries);
  const result = carryOut(run, metrics, deps, async () => {
    for await (const frame of frames) run.replay(frame);
    return (onEnded) => run.resume(onEnded);
  });
  return { run, metrics: metrics.metrics, result, suspend: () => run.suspend() };
}

async function carryOut(
  run: ClusterRun,
  metrics: FleetMetrics,
  deps: ClusterRunDeps,
  prepare: () => Promise<(onEnded: () => void) => void>,
): Promise<ClusterResult> {
  await metrics.startOutputs();
  const begin = await prepare();
  await new Promise<void>(begin);
  const result = conclude(run, metrics, deps);
  await metrics.stopOutputs(
    runOutcome(
      {
        reason: deps.stop.reason,
        teardownError: run.stages.teardownError,
        markedAsFailed: run.markedAsFailed,
        incomplete: incompleteError(result.completeness),
      },
      result.thresholds,
    ),
  );
  return result;
}

function conclude(run: ClusterRun, metrics: FleetMetrics, deps: ClusterRunDeps): ClusterResult {
  const { markedAsFailed, stages } = run;
  const { setupDataJson, teardownError } = stages;
  const durationMs = run.elapsedMs();
  const thresholds = metrics.evaluate(durationMs, true);
  const completeness = judgeCompleteness({
    instances: run.fleet.instances,
    metrics: metrics.metrics,
    loadMs: run.load.durationMs,
  });
  return {
    metrics: metrics.metrics,
    thresholds,
    hasBegun: run.times.hasBegun,
    durationMs,
    setupDataJson,
    error: finalError({
      reason: deps.stop.reason,
      teardownError,
      markedAsFailed,
      crossed: thresholds?.failing ?? [],
      incomplete: incompleteError(completeness),
    }),
    notices: [...run.health.notices(metrics.droppedIterations), ...lossNotices(completeness)],
    completeness,
    startSkewMs: run.load.skew.skewMs,
    handleSummary: (dataJson) => run.summarize(dataJson),
    release: () => run.release(),
  };
}
