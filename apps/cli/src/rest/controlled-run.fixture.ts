import { createMetricRegistry, RunMetrics, ThreadRecorder, type ThresholdEvaluation } from '@squall/core';
import { ControlRefusal, type RunStatus } from '@squall/engine';
import type { ControlledRun } from './controlled-run.ts';

/** A run in its fourth second that notes what it is told. */
export class FakeRun implements ControlledRun {
  readonly #registry = createMetricRegistry();
  readonly metrics = new RunMetrics({ registry: this.#registry });
  readonly elapsedMs = 4000;
  readonly calls: string[] = [];
  evaluation: ThresholdEvaluation | undefined;
  setupDataJson: string | undefined;
  failure: Error | undefined;
  state: RunStatus = {
    phase: 'running',
    isPaused: false,
    activeVUs: 2,
    initialisedVUs: 3,
    isRunning: true,
    isStopped: false,
    isMarkedAsFailed: false,
    isTainted: false,
  };

  status(): RunStatus {
    return this.state;
  }

  pause(): void {
    this.#note('pause');
    if (this.state.isPaused) throw new ControlRefusal('execution is already paused');
    this.state = { ...this.state, isPaused: true };
  }

  resume(): void {
    this.#note('resume');
    this.state = { ...this.state, isPaused: false };
  }

  stop(): void {
    this.#note('stop');
    this.state = { ...this.state, isStopped: true };
  }

  scale(vus: number | undefined, maxVUs: number | undefined): void {
    this.#note(`scale ${vus} ${maxVUs}`);
    if (vus === 99) throw new ControlRefusal('too many', 'invalid');
  }

  async refresh(): Promise<void> {
    this.#note('refresh');
  }

  async runSetup(): Promise<void> {
    this.#note('setup');
    if (this.failure !== undefined) throw this.failure;
    this.setupDataJson = '{"token":1}';
  }

  async runTeardown(): Promise<void> {
    this.#note('teardown');
    if (this.failure !== undefined) throw this.failure;
  }

  /** Adds samples of a metric, as a thread would. */
  measure(
    [name, type]: readonly [string, 'counter' | 'gauge' | 'rate' | 'trend'],
    values: readonly number[],
    tags: Readonly<Record<string, string>> = {},
  ): void {
    const recorder = new ThreadRecorder({ registry: this.#registry });
    const contains = type === 'trend' ? 'time' : 'default';
    const metric = this.#registry.getOrCreate(name, type, contains);
    const series = recorder.series(metric, recorder.emptyTags.withAll(tags));
    for (const value of values) recorder.add(series, value, 0);
    const window = recorder.takeWindow();
    if (window !== undefined) this.metrics.merge(`${name} ${JSON.stringify(tags)}`, window);
  }

  #note(call: string): void {
    this.calls.push(call);
  }
}
