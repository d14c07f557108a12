import type { LiveRun, RunPhase } from '@squall/engine';
import type { PhaseView, ProgressView, RunView } from '../terminal/progress-view.ts';
import type { PreparedTest } from './prepare-test.ts';
import { scenarioViews } from './scenario-views.ts';

/** Puts together what the terminal shows from what threads reported last. */
export class RunProgress {
  readonly #test: PreparedTest;
  #phase: RunPhase = 'init';
  #live: LiveRun | undefined;

  constructor(test: PreparedTest) {
    this.#test = test;
  }

  enter(phase: RunPhase): void {
    this.#phase = phase;
  }

  attach(live: LiveRun): void {
    this.#live = live;
  }

  view(): ProgressView {
    const states = (this.#live?.progress ?? []).flatMap((one) => (one === undefined ? [] : [one.scenarios]));
    return { head: this.#head(), scenarios: scenarioViews(this.#test, states) };
  }

  #head(): PhaseView | RunView {
    switch (this.#phase) {
      case 'init':
        return this.#initHead();
      case 'paused':
        return { kind: 'phase', label: 'Run', text: 'paused', fraction: 0 };
      case 'setup':
        return { kind: 'phase', label: 'Run', text: 'setup()', fraction: 0 };
      case 'teardown':
        return { kind: 'phase', label: 'Run', text: 'teardown()', fraction: 1 };
      case 'running':
      case 'ended':
        return this.#runHead();
    }
  }

  #initHead(): PhaseView {
    const initialised = this.#live?.shared.total('initialised') ?? 0;
    const planned = Math.max(1, this.#test.plan.plannedVUs);
    const text = initialised === 0 ? 'Init VUs...' : `${initialised}/${planned} VUs initialized`;
    return { kind: 'phase', label: 'Init', text, fraction: Math.min(1, initialised / planned) };
  }

  #runHead(): RunView {
    const { plan } = this.#test;
    const shared = this.#live?.shared;
    return {
      kind: 'run',
      isPaused: this.#phase === 'running' && this.#live?.control.status().isPaused === true,
      elapsedMs: this.#live?.elapsedMs(),
      maxDurationMs: plan.maxDurationMs,
      activeVUs: this.#phase === 'ended' ? 0 : (shared?.total('active') ?? 0),
      initialisedVUs: shared?.total('initialised') ?? 0,
      maxVUs: plan.maxVUs,
      completeIterations: shared?.total('completed') ?? 0,
      interruptedIterations: shared?.total('interrupted') ?? 0,
    };
  }
}
