import type { Clock } from '@squall/core';
import type { Assignment } from '@squall/protocol';
import type { Timing } from '../timing.ts';
import type { Instance } from './instance.ts';
import type { ClusterRunSpec } from './run-spec.ts';
import type { Tenure } from './tenure.ts';

interface AssignmentParts {
  readonly spec: ClusterRunSpec;
  readonly timing: Timing;
  readonly clock: Clock;
  /** Formatted; the same for everybody. */
  readonly sequence: string;
  readonly streamSamples: boolean;
  /** As it was assigned before; the agent's clock is asked otherwise. */
  readonly wallOffsetMs?: number;
}

/** Everything the agent of a tenure needs to begin. */
export function assignmentOf(instance: Instance, tenure: Tenure, parts: AssignmentParts): Assignment {
  const { spec, timing, clock } = parts;
  const { agent } = tenure;
  const loadZone = instance.demand.loadZone ?? agent.hello.loadZone;
  const isReplaced = spec.onAgentLoss === 'replace';
  const { hash, bytes } = spec.archive;
  return {
    tenure: tenure.ref,
    loadZone,
    executionSegment: instance.segment,
    executionSegmentSequence: parts.sequence,
    archive: { hash, bytes },
    optionsJson: spec.optionsJson,
    env: { ...spec.env, ...cloudVariables(spec.runId, instance, loadZone) },
    tags: { ...spec.runTags, instance_id: String(instance.number), load_zone: loadZone },
    wallOffsetMs: parts.wallOffsetMs ?? clock.wallMs() - agent.clock.toAgent(clock.now()),
    deniedTargets: spec.deniedTargets ?? [],
    streamSamples: parts.streamSamples,
    // Where nobody takes over, two agents never do the same work, so there is no hurry to stop.
    leaseMs: isReplaced ? timing.deadMs : timing.orphanMs,
    closedLeaseMs: isReplaced ? timing.closedMs : timing.orphanMs,
  };
}

/** What scripts of the k6 cloud, old and new, expect in `__ENV`. */
function cloudVariables(
  runId: string,
  { number, demand }: Instance,
  loadZone: string,
): Readonly<Record<string, string>> {
  const instance = String(number);
  return {
    K6_CLOUDRUN_TEST_RUN_ID: runId,
    K6_CLOUDRUN_INSTANCE_ID: instance,
    K6_CLOUDRUN_LOAD_ZONE: loadZone,
    K6_CLOUDRUN_DISTRIBUTION: demand.label,
    LI_INSTANCE_ID: instance,
    LI_LOAD_ZONE: loadZone,
    LI_DISTRIBUTION: demand.label,
  };
}
