import type { Output } from './output.ts';
import type { RunMetrics, SourceId } from './run-metrics.ts';
import { ThreadRecorder } from './thread-recorder.ts';
import type { MetricWindow, ResolvedSamples, SampleBatch } from './window.ts';

const OWN_SOURCE = 'main';

/** Brings what threads or agents measured into the run's metrics and, sample by sample, to the outputs. */
export class MetricsFeed {
  readonly #metrics: RunMetrics;
  readonly #outputs: readonly Output[];
  readonly #own: ThreadRecorder;
  readonly #runTags: Readonly<Record<string, string>>;
  #waiting: ResolvedSamples[] = [];
  #delivering: Promise<void> | undefined;

  constructor(metrics: RunMetrics, outputs: readonly Output[], runTags: Readonly<Record<string, string>>) {
    this.#metrics = metrics;
    this.#outputs = outputs;
    this.#runTags = runTags;
    this.#own = new ThreadRecorder({ registry: metrics.registry, samples: outputs.length > 0 });
  }

  receive(sourceId: SourceId, window: MetricWindow | undefined, samples: readonly SampleBatch[]): void {
    this.#take(sourceId, window, samples);
  }

  /** A gauge sampled where the metrics come together: `vus`, `vus_max`. */
  addGauge(name: string, value: number, wallMs: number): void {
    const metric = this.#own.registry.getOrCreate(name, 'gauge');
    this.#own.add(this.#own.series(metric, this.#own.emptyTags.withAll(this.#runTags)), value, wallMs);
    this.#take(OWN_SOURCE, this.#own.takeWindow(), this.#own.takeSamples());
  }

  /** Resolves when every output took everything received so far. */
  async drained(): Promise<void> {
    while (this.#delivering !== undefined) await this.#delivering;
  }

  #take(sourceId: SourceId, window: MetricWindow | undefined, samples: readonly SampleBatch[]): void {
    if (window !== undefined) this.#metrics.merge(sourceId, window);
    for (const batch of samples) this.#waiting.push(this.#metrics.resolve(sourceId, batch));
    if (this.#waiting.length > 0) this.#delivering ??= this.#deliver();
  }

  /** One delivery at a time: a slow output makes batches queue here, never reorders them. */
  async #deliver(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batches = this.#waiting;
      this.#waiting = [];
      await Promise.all(this.#outputs.map((output) => output.receive(batches)));
    }
    this.#delivering = undefined;
  }
}
