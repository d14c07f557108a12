import { mergeStates, type ScenarioState, type ScenarioStates } from '@squall/core';
import type { SharedState, ThreadProgress } from '@squall/engine';
import type { TenureProgress } from '@squall/protocol';
import type { MachineReport } from './machine-meter.ts';

export const NO_PROGRESS: TenureProgress = {
  activeVUs: 0,
  initialisedVUs: 0,
  completeIterations: 0,
  interruptedIterations: 0,
  scenarios: [],
  spanMs: 0,
  utilization: 0,
  maxLagMs: 0,
  cpuShare: 0,
  memoryBytes: 0,
};

/** Puts together what the threads of an instance say of themselves. */
export class ProgressReport {
  readonly #threads: ThreadProgress[] = [];

  add(thread: number, progress: ThreadProgress): void {
    const before = this.#threads[thread];
    this.#threads[thread] = before === undefined ? progress : together(before, progress);
  }

  /** Of the time since it was asked before. An instance is as busy, and as late, as its busiest thread. */
  take(shared: SharedState, machine: MachineReport): TenureProgress {
    const threads = this.#threads.filter((thread) => thread !== undefined);
    const largest = (key: 'spanMs' | 'utilization' | 'maxLagMs') =>
      Math.max(0, ...threads.map((thread) => thread[key]));
    const progress = {
      activeVUs: shared.total('active'),
      initialisedVUs: shared.total('initialised'),
      completeIterations: shared.total('completed'),
      interruptedIterations: shared.total('interrupted'),
      scenarios: mergeScenarios(threads.map(({ scenarios }) => scenarios)),
      spanMs: largest('spanMs'),
      utilization: largest('utilization'),
      maxLagMs: largest('maxLagMs'),
      ...machine,
    };
    this.#threads.forEach((thread, i) => {
      this.#threads[i] = { ...thread, spanMs: 0, utilization: 0, maxLagMs: 0 };
    });
    return progress;
  }
}

/** Two reports, one after the other. */
export function together<T extends Pick<ThreadProgress, 'spanMs' | 'utilization' | 'maxLagMs'>>(
  before: Pick<T, 'spanMs' | 'utilization' | 'maxLagMs'>,
  latest: T,
): T {
  const spanMs = before.spanMs + latest.spanMs;
  const busyMs = before.utilization * before.spanMs + latest.utilization * latest.spanMs;
  return {
    ...latest,
    spanMs,
    utilization: spanMs > 0 ? busyMs / spanMs : 0,
    maxLagMs: Math.max(before.maxLagMs, latest.maxLagMs),
  };
}

function mergeScenarios(threads: readonly ScenarioStates[]): ScenarioStates {
  const byScenario = new Map<string, ScenarioState[]>();
  for (const { scenario, state } of threads.flat()) {
    byScenario.set(scenario, [...(byScenario.get(scenario) ?? []), state]);
  }
  return [...byScenario].flatMap(([scenario, states]) => {
    const state = mergeStates(states);
    return state === undefined ? [] : [{ scenario, state }];
  });
}
