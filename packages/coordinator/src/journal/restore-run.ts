import { type Clock, fromWireError } from '@squall/core';
import type { ClusterRun } from '../run/cluster-run.ts';
import type { FleetMetrics } from '../run/fleet-metrics.ts';
import type { RunRecord } from './run-record.ts';
import { WallTimes } from './wall-times.ts';

export interface Restored {
  readonly run: ClusterRun;
  readonly metrics: FleetMetrics;
  readonly clock: Clock;
}

/** Brings the parts of a run into the state in which another process has left them. */
export function restoreRun(record: RunRecord, { run, metrics, clock }: Restored): void {
  const { head, setupDataJson } = record;
  const wall = new WallTimes(clock);
  run.fleet.restore(record);
  run.times.beganAtMs = wall.fromWall(head.beganAtMs);
  run.times.endedAtMs = wall.fromWall(head.endedAtMs);
  run.times.leadMs = head.leadMs;
  run.load.restore({
    startMs: wall.fromWall(head.loadStartMs),
    endMs: wall.fromWall(head.loadEndMs),
    errorsMs: head.startErrorsMs,
    setupDataJson,
  });
  const { stage } = head;
  run.stages.restore({
    tenure: stage && run.fleet.instances[stage.instance]?.tenures[stage.epoch],
    setupDataJson,
    isSetupOver: head.isSetupOver,
    teardownError: head.teardownError && fromWireError(head.teardownError),
  });
  run.health.restore(head.generator);
  metrics.restoreGauges(head.gauges, clock.wallMs());
}
