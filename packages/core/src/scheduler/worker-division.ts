import type { ExecutionStep } from '../executors/execution-step.ts';
import { executorOf } from '../executors/executors.ts';
import { ExecutionShare, type WorkerShare } from '../segment/execution-share.ts';
import { WHOLE_TUPLE } from '../segment/segment-tuple.ts';
import { mergeSteps, type PlannedScenario, peaks, type TestPlan } from './test-plan.ts';

/** What one worker thread of an instance does. */
export interface WorkerPart {
  /** For each scenario of the plan, in its order. */
  readonly shares: readonly WorkerShare[];
  readonly plannedVUs: number;
  readonly maxVUs: number;
}

/**
 * An instance's plan divided among worker threads. A pure function of the plan and the number of threads, so that
 * each thread can work it out for itself.
 */
export interface WorkerDivision {
  readonly parts: readonly WorkerPart[];
  /** Whether the threads together have exactly the VUs of the plan; otherwise they have a few more. */
  readonly isExact: boolean;
}

// A thread hands due iterations to its own VUs only; with fewer than this one thread would drop what another could run.
const MIN_ARRIVAL_VUS_PER_WORKER = 4;
// From this many VUs per thread on, all threads are worth a few VUs more than planned.
const MANY_VUS_PER_WORKER = 50;

/** The most threads, up to the limit, that share the plan without changing it noticeably. */
export function chooseWorkerCount(plan: TestPlan, limit: number): number {
  const most = Math.max(1, Math.min(limit, plan.maxVUs));
  if (plan.maxVUs >= most * MANY_VUS_PER_WORKER) return most;
  let count = most;
  while (count > 1 && !divideAmongWorkers(plan, count).isExact) count--;
  return count;
}

export function divideAmongWorkers(plan: TestPlan, workerCount: number): WorkerDivision {
  const sharesByScenario = plan.scenarios.map((scenario, i) =>
    sharesOf(scenario, workerCount, vusInUse(plan.scenarios.slice(0, i), scenario.config.startTimeMs)),
  );
  const parts = Array.from({ length: workerCount }, (_, worker) => {
    const shares = sharesByScenario.map((ofWorkers) => ofWorkers[worker] ?? NO_PART);
    return { shares, ...peaks(mergeSteps(stepsOfWorker(plan.scenarios, shares))) };
  });
  const total = (key: 'plannedVUs' | 'maxVUs') => parts.reduce((sum, part) => sum + part[key], 0);
  return { parts, isExact: total('plannedVUs') === plan.plannedVUs && total('maxVUs') === plan.maxVUs };
}

const NO_PART: WorkerShare = { index: 1, count: 1 };

/**
 * Scenarios that run side by side begin on different threads: each where the VUs in use before it leave off, so
 * that the VUs of all threads are as many as one thread would need.
 */
function sharesOf(scenario: PlannedScenario, workerCount: number, inUse: number): WorkerShare[] {
  const count = workersOf(scenario, workerCount);
  const first = inUse % workerCount;
  return Array.from({ length: workerCount }, (_, worker) => ({
    index: (worker - first + workerCount) % workerCount,
    count,
  }));
}

function workersOf({ config, steps }: PlannedScenario, workerCount: number): number {
  if (!executorOf(config).usesArrivalRate) return workerCount;
  const preAllocated = steps[0]?.plannedVUs ?? 0;
  return Math.max(1, Math.min(workerCount, Math.floor(preAllocated / MIN_ARRIVAL_VUS_PER_WORKER)));
}

function vusInUse(earlier: readonly PlannedScenario[], atMs: number): number {
  return mergeSteps(earlier).findLast((step) => step.offsetMs <= atMs)?.plannedVUs ?? 0;
}

function stepsOfWorker(scenarios: readonly PlannedScenario[], shares: readonly WorkerShare[]) {
  return scenarios.map(({ config, steps }, i) => {
    const share = new ExecutionShare(WHOLE_TUPLE, shares[i] ?? NO_PART);
    return { config, steps: steps.map((step) => ofWorker(step, share)) };
  });
}

function ofWorker(
  { offsetMs, plannedVUs, maxUnplannedVUs }: ExecutionStep,
  share: ExecutionShare,
): ExecutionStep {
  const planned = share.ofInstance(plannedVUs);
  return {
    offsetMs,
    plannedVUs: planned,
    maxUnplannedVUs: share.ofInstance(plannedVUs + maxUnplannedVUs) - planned,
  };
}

/**
 * The id within the instance, from 1, of the n-th VU (from 0) that a worker creates: the planned VUs of all workers
 * in turn, then the unplanned ones in turn, then any there are besides.
 */
export function idInInstance({ parts }: WorkerDivision, worker: number, n: number): number {
  const planned = parts.map((part) => part.plannedVUs);
  const own = planned[worker] ?? 0;
  if (n < own) return inTurn(planned, worker, n);
  const unplanned = parts.map((part) => part.maxVUs - part.plannedVUs);
  const ownMax = own + (unplanned[worker] ?? 0);
  // Beyond all that was planned each thread has its own numbers, of which others may be left out.
  if (n >= ownMax) return sum(planned) + sum(unplanned) + (n - ownMax) * parts.length + worker + 1;
  return sum(planned) + inTurn(unplanned, worker, n - own);
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Place, from 1, of the n-th thing of a worker when the workers take turns until each has its number of things. */
function inTurn(counts: readonly number[], worker: number, n: number): number {
  const earlierRounds = counts.reduce((sum, count) => sum + Math.min(count, n), 0);
  const earlierInRound = counts.slice(0, worker).filter((count) => count > n).length;
  return earlierRounds + earlierInRound + 1;
}
