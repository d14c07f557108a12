/// <reference path="../prometheus/snappyjs.d.ts" />
import { type Output, type OutputRun, type ResolvedSamples, type RunOutcome, UserError } from '@squall/core';
import { Courier } from '../delivery/courier.ts';
import { warnOfLoss } from '../delivery/warn-of-loss.ts';
import type { ControllerAccess, OutputContext } from '../output-context.ts';
import type { SeriesPeriod } from './aggregates.ts';
import { CloudApi, RunStopped } from './cloud-api.ts';
import { type CloudConfig, readCloudConfig, withServerConfig } from './cloud-config.ts';
import { encodeMetricSet, isReservedTag } from './encode-metric-set.ts';
import { Periods } from './periods.ts';
import { type Push, PushQueue } from './push-queue.ts';
import { registerRun } from './register-run.ts';

const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** `run_status` of the end of a run. */
const STATUS = { finished: 3, user: 5, system: 6, script: 7, threshold: 8, timeout: 9 } as const;

/** `--out cloud`: a run of this machine that a controller shows, as it goes on and afterwards. */
export function createCloudOutput(argument: string, context: OutputContext): Output {
  return new CloudOutput(readCloudConfig(argument, context), context);
}

class CloudOutput implements Output {
  readonly #context: OutputContext;
  readonly #access: ControllerAccess;
  readonly #api: CloudApi;
  readonly #waiting = new PushQueue(MAX_WAITING_BYTES);
  #courier: Courier<Push> | undefined;
  #config: CloudConfig;
  #runId = '';
  #periods: Periods | undefined;
  #compress: (data: Uint8Array) => Uint8Array = (data) => data;
  #timer: NodeJS.Timeout | undefined;
  #run: OutputRun | undefined;
  #isRefused = false;
  #hasWarnedOfTags = false;
  #received = 0;
  #lost = 0;
  #lastError: Error | undefined;

  constructor(config: CloudConfig, context: OutputContext) {
    this.#config = config;
    this.#context = context;
    this.#access = context.controller();
    this.#api = new CloudApi(this.#access, config.timeoutMs);
  }

  get description(): string {
    const { testRunDetails, webAppUrl } = this.#config;
    if (testRunDetails !== '') return `cloud (${testRunDetails})`;
    const page = this.#runId === '' ? '' : `/runs/${this.#runId}`;
    return `cloud (${webAppUrl === '' ? this.#access.url : webAppUrl}${page})`;
  }

  async open(): Promise<void> {
    const { pushRefId } = this.#config;
    if (pushRefId === '') {
      const { id, wishes } = await registerRun(this.#api, this.#access, this.#context);
      this.#runId = id;
      this.#config = withServerConfig(this.#config, wishes);
    } else this.#runId = pushRefId;
    this.#compress = (await import('snappyjs')).compress;
  }

  async start(run: OutputRun): Promise<void> {
    this.#run = run;
    this.#courier = new Courier<Push>({
      concurrency: this.#config.metricPushConcurrency,
      take: () => this.#waiting.take(),
      send: ({ body, idempotencyKey }, signal) => this.#api.push(this.#runId, body, idempotencyKey, signal),
      onFailure: (error) => this.#noteFailure(error),
      onLost: ({ samples }) => {
        this.#lost += samples;
      },
    });
    this.#periods = new Periods(this.#config.aggregationPeriodMs);
    this.#timer = setInterval(() => this.#pushEnded(), this.#config.metricPushIntervalMs);
  }

  receive(batches: readonly ResolvedSamples[]): void {
    for (const batch of batches) {
      this.#received += batch.values.length;
      if (this.#isRefused) this.#lost += batch.values.length;
      else this.#periods?.add(batch);
    }
  }

  async stop(outcome?: RunOutcome): Promise<void> {
    clearInterval(this.#timer);
    this.#enqueue(this.#periods?.takeEnded(Number.POSITIVE_INFINITY) ?? []);
    await this.#courier?.finish();
    this.#waiting.clear();
    warnOfLoss(this.#context.log, {
      output: 'cloud',
      what: ['', 'samples'],
      lost: this.#lost + this.#waiting.droppedSamples,
      of: this.#received,
      lastError: this.#lastError,
    });
    if (this.#config.pushRefId === '') await this.#finishRun(outcome);
    this.#api.close();
  }

  #pushEnded(): void {
    this.#enqueue(this.#periods?.takeEnded(Date.now() - this.#config.aggregationWaitPeriodMs) ?? []);
    this.#courier?.wake();
  }

  #enqueue(ended: readonly SeriesPeriod[]): void {
    const { aggregationPeriodMs, maxTimeSeriesInBatch } = this.#config;
    this.#warnOfTags(ended);
    for (let from = 0; from < ended.length; from += maxTimeSeriesInBatch) {
      const entries = ended.slice(from, from + maxTimeSeriesInBatch);
      const samples = entries.reduce((sum, entry) => sum + entry.samples, 0);
      const set = { runId: this.#runId, periodS: aggregationPeriodMs / 1000, entries };
      if (this.#isRefused) this.#lost += samples;
      else
        this.#waiting.add({
          body: this.#compress(encodeMetricSet(set)),
          samples,
          idempotencyKey: CloudApi.newKey(),
        });
    }
  }

  async #finishRun(outcome: RunOutcome | undefined): Promise<void> {
    try {
      await this.#api.call(`/v1/tests/${encodeURIComponent(this.#runId)}`, {
        result_status: outcome?.hasFailed === true ? 1 : 0,
        run_status: STATUS[outcome?.ending ?? 'system'],
        thresholds: outcome?.thresholds ?? {},
      });
    } catch (error) {
      this.#log('warning', 'The cloud output could not report the end of the run', error as Error);
    }
  }

  #noteFailure(error: Error): void {
    this.#lastError = error;
    if (!(error instanceof RunStopped)) {
      this.#log('error', 'Failed to send metrics to the cloud', error);
      return;
    }
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#waiting.clear();
    this.#log('error', 'Interrupt sending metrics to cloud due to an error', error);
    if (!this.#config.stopOnError) return;
    this.#run?.abort(
      new UserError('STOPPED_BY_OUTPUT', `the controller has stopped the run: ${error.message}`, {
        cause: error,
      }),
    );
  }

  #warnOfTags(ended: readonly SeriesPeriod[]): void {
    if (this.#hasWarnedOfTags) return;
    const name = ended
      .flatMap(({ series }) => Object.keys(series.tags.tags))
      .find((tag) => isReservedTag(tag));
    if (name === undefined) return;
    this.#hasWarnedOfTags = true;
    this.#context.log.log('warning', `The cloud output leaves out the tag '${name}': its name is reserved`, {
      output: 'cloud',
    });
  }

  #log(level: 'error' | 'warning', message: string, error: Error): void {
    this.#context.log.log(level, message, { output: 'cloud', error: error.message });
  }
}
