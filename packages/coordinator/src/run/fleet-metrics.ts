import {
  type AppliedThresholds,
  createRunMetrics,
  describeRun,
  evaluateThresholds,
  MetricsFeed,
  prepareThresholds,
  type RunMetrics,
  type RunOutcome,
  type ThresholdEvaluation,
} from '@squall/core';
import type { MetricFrame } from '@squall/protocol';
import type { GaugeRecord } from '../journal/run-record.ts';
import type { ClusterRunDeps, ClusterRunSpec } from './run-spec.ts';
import type { Tenure } from './tenure.ts';

const OWN_GAUGES = ['vus', 'vus_max'];

/** What all agents measured, and what thresholds say about it: the only place where either comes together. */
export class FleetMetrics {
  readonly metrics: RunMetrics;
  readonly #spec: ClusterRunSpec;
  readonly #deps: Pick<ClusterRunDeps, 'outputs' | 'log' | 'stop'>;
  readonly #thresholds: readonly AppliedThresholds[] | undefined;
  readonly #feed: MetricsFeed;

  constructor(spec: ClusterRunSpec, deps: Pick<ClusterRunDeps, 'outputs' | 'log' | 'stop'>) {
    const { outputs, log } = deps;
    this.#spec = spec;
    this.#deps = deps;
    this.metrics = createRunMetrics({ declared: spec.declaredMetrics, systemTags: spec.systemTags, log });
    this.#thresholds = prepareThresholds(spec, this.metrics, log);
    this.#feed = new MetricsFeed(this.metrics, outputs, spec.runTags);
  }

  async startOutputs(): Promise<void> {
    const { outputs, stop } = this.#deps;
    const description = describeRun(this.#spec.thresholdConfigs, this.metrics, (error) =>
      stop.request({ kind: 'failure', error }),
    );
    for (const output of outputs) await output.start(description);
  }

  async stopOutputs(outcome: RunOutcome): Promise<void> {
    await this.#feed.drained();
    await Promise.all(this.#deps.outputs.map((output) => output.stop(outcome)));
  }

  /** Hot path of the coordinator: adds a frame that is next in its tenure. @throws Error when it makes no sense */
  merge({ ref, ledger }: Tenure, frame: MetricFrame): void {
    ledger.note(frame);
    this.#feed.receive(`${ref.instance}/${ref.epoch}`, frame.window, frame.samples);
  }

  /** VUs of all instances together, as one big run would show them. */
  sampleVUs(vus: { readonly active: number; readonly initialised: number }, wallMs: number): void {
    this.#feed.addGauge('vus', vus.active, wallMs);
    this.#feed.addGauge('vus_max', vus.initialised, wallMs);
  }

  /** What no frame holds. */
  get gauges(): readonly GaugeRecord[] {
    return OWN_GAUGES.flatMap((name) => {
      const sink = this.metrics.get(name)?.sink;
      if (sink?.type !== 'gauge' || sink.isEmpty) return [];
      return [{ name, value: sink.value, min: sink.min, max: sink.max }];
    });
  }

  restoreGauges(gauges: readonly GaugeRecord[], wallMs: number): void {
    for (const { name, value, min, max } of gauges) {
      for (const each of [min, max, value]) this.#feed.addGauge(name, each, wallMs);
    }
  }

  evaluate(testDurationMs: number, isFinal: boolean): ThresholdEvaluation | undefined {
    if (this.#thresholds === undefined) return undefined;
    return evaluateThresholds(this.#thresholds, { testDurationMs, isFinal });
  }

  get droppedIterations(): number {
    const sink = this.metrics.get('dropped_iterations')?.sink;
    return sink?.type === 'counter' ? sink.sum : 0;
  }
}
