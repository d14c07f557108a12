import { type Clock, toWireError } from '@squall/core';
import type { ClusterRun } from '../run/cluster-run.ts';
import type { FleetMetrics } from '../run/fleet-metrics.ts';
import type { Instance } from '../run/instance.ts';
import type { ClusterRunSpec, RunStopper } from '../run/run-spec.ts';
import { type InstanceRecord, RECORD_VERSION, type RunHead, type RunRecord } from './run-record.ts';
import { recordOfStop } from './stop-record.ts';
import { recordOfTenure } from './tenure-record.ts';
import { WallTimes } from './wall-times.ts';

export interface Recorded {
  readonly run: ClusterRun;
  readonly spec: ClusterRunSpec;
  readonly metrics: FleetMetrics;
  readonly stop: RunStopper;
  readonly clock: Clock;
}

/** Everything somebody else must know to go on with a run. */
export function recordOfRun(recorded: Recorded): RunRecord {
  const { run, spec } = recorded;
  const { instances } = run.fleet;
  return {
    head: headOf(recorded),
    setupDataJson: run.stages.setupDataJson,
    instances: instances.map((instance) => recordOfInstance(instance, spec)),
    tenures: instances.map(({ tenures }) => tenures.map(recordOfTenure)),
  };
}

function headOf({ run, metrics, stop, clock }: Recorded): RunHead {
  const times = new WallTimes(clock);
  const { stages, load, times: ofRun, phase, markedAsFailed, health } = run;
  const { tenure, teardownError, isSetupOver } = stages;
  return {
    version: RECORD_VERSION,
    phase,
    beganAtMs: times.toWall(ofRun.beganAtMs),
    endedAtMs: times.toWall(ofRun.endedAtMs),
    leadMs: ofRun.leadMs,
    loadStartMs: times.toWall(load.times.startMs),
    loadEndMs: times.toWall(load.times.endMs),
    startErrorsMs: [...load.skew.errorsMs],
    stage: tenure && { instance: tenure.ref.instance, epoch: tenure.ref.epoch },
    isSetupOver,
    teardownError: teardownError && toWireError(teardownError),
    markedAsFailed,
    stop: recordOfStop(stop.reason),
    gauges: metrics.gauges,
    generator: health.totals,
  };
}

function recordOfInstance(
  { demand, segment, gaps, current }: Instance,
  spec: ClusterRunSpec,
): InstanceRecord {
  return {
    zone: spec.zones.indexOf(demand),
    segment,
    gaps: gaps.map(({ after, toMs }) => ({ afterEpoch: after.ref.epoch, toMs })),
    current: current?.ref.epoch ?? null,
  };
}
