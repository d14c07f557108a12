import { availableParallelism } from 'node:os';
import {
  chooseWorkerCount,
  type DerivedOptions,
  formatSegment,
  formatSegmentSequence,
  planTest,
  type SegmentTuple,
  settledOptions,
  type TestPlan,
  toRuntimeOptions,
} from '@squall/core';
import type { ConfigureRequest, SystemTag } from '@squall/runtime';

/** Few VUs share one thread: more threads cost start-up time and take cores from a target on the same machine. */
const VUS_WORTH_A_THREAD = 100;

/** What one instance of a test is to do, decided before anything starts. */
export interface InstancePlan {
  readonly threadCount: number;
  readonly segment: string;
  readonly sequence: string;
  readonly scenarioCount: number;
  /** The scenarios' end with gracefulStop, after which threads must answer. */
  readonly maxDurationMs: number;
  readonly configure: Omit<ConfigureRequest, 'type' | 'part' | 'shared' | 'streamSamples'>;
  readonly streamSamples: boolean;
}

export interface InstancePlanParts {
  readonly options: DerivedOptions;
  readonly systemTags: readonly SystemTag[];
  readonly runTags: Readonly<Record<string, string>>;
  readonly tuple: SegmentTuple;
  /** How many threads, if somebody has asked for a number. */
  readonly workers: number | undefined;
  readonly progressEveryMs: number;
  /** What samples are stamped by: to be added to `Clock.now()`. Without it, the wall clock of this machine. */
  readonly wallEpochMs?: number;
  readonly streamSamples: boolean;
  /** Hosts and addresses that the owner of the machine forbids. */
  readonly deniedTargets?: readonly string[];
}

/** What of the options becomes the plan: the same for `squall run` and for an instance of a distributed run. */
export function planInstance(parts: InstancePlanParts): InstancePlan {
  const { options, tuple } = parts;
  const plan = planTest(options.scenarios, tuple);
  return {
    threadCount: threadCount(plan, parts.workers),
    segment: formatSegment(tuple.segment),
    sequence: formatSegmentSequence(tuple.sequence),
    scenarioCount: plan.scenarios.length,
    maxDurationMs: plan.maxDurationMs,
    streamSamples: parts.streamSamples,
    configure: {
      options: toRuntimeOptions(options, parts.deniedTargets),
      settledOptionsJson: JSON.stringify(settledOptions(options)),
      systemTags: parts.systemTags,
      runTags: parts.runTags,
      scenarios: options.scenarios,
      progressEveryMs: parts.progressEveryMs,
      ...(parts.wallEpochMs === undefined ? {} : { wallEpochMs: parts.wallEpochMs }),
    },
  };
}

function threadCount(plan: TestPlan, workers: number | undefined): number {
  const asked = workers ?? Math.ceil(plan.maxVUs / VUS_WORTH_A_THREAD);
  const limit = workers ?? availableParallelism();
  return chooseWorkerCount(plan, Math.max(1, Math.min(asked, limit)));
}
