import type { Output, ResolvedSamples } from '@squall/core';
import { mayRetry } from '../delivery/delivery-error.ts';
import type { TlsSettings } from '../delivery/http-sender.ts';
import { PeriodicPush } from '../delivery/periodic-push.ts';
import { type SeriesEntry, SeriesTable } from '../delivery/series-table.ts';
import { readTlsFile } from '../delivery/tls-file.ts';
import { warnOfLoss } from '../delivery/warn-of-loss.ts';
import type { OutputContext } from '../output-context.ts';
import type { Exporter } from './exporter.ts';
import { GrpcExporter } from './grpc-exporter.ts';
import { HttpExporter } from './http-exporter.ts';
import { createInstrument, describeMetric, type Instrument } from './instrument.ts';
import type { Attribute, MetricData, Point } from './metric-data.ts';
import { type OtelConfig, readOtelConfig } from './otel-config.ts';

/** Keeps an export below the 4 MB that gRPC servers accept unless told otherwise. */
const SERIES_PER_EXPORT = 3_000;

type Entry = SeriesEntry<Instrument>;

/** `--out opentelemetry`: totals since the start of the run, to any receiver of OTLP metrics. */
export function createOtelOutput(argument: string, context: OutputContext): Output {
  return new OtelOutput(readOtelConfig('opentelemetry', argument, context), context);
}

/** `--out experimental-opentelemetry`: its former name. */
export function createExperimentalOtelOutput(argument: string, context: OutputContext): Output {
  const config = readOtelConfig('experimental-opentelemetry', argument, context);
  context.log.log(
    'warning',
    'The output experimental-opentelemetry is deprecated: its name is opentelemetry now',
  );
  return new OtelOutput(config, context);
}

class OtelOutput implements Output {
  readonly description: string;
  readonly #config: OtelConfig;
  readonly #context: OutputContext;
  readonly #exporter: Exporter;
  readonly #resource: readonly Attribute[];
  readonly #table = new SeriesTable<Instrument>({
    create: createInstrument,
    add: (instrument, value, timeMs) => instrument.add(value, timeMs),
  });
  readonly #push: PeriodicPush;
  #startMs = 0;
  /** Points that the receiver did not take of the export before. */
  #rejectedPoints = 0;

  constructor(config: OtelConfig, context: OutputContext) {
    this.#config = config;
    this.#context = context;
    this.#exporter = openExporter(config, context);
    this.#resource = resourceOf(config);
    this.description = `opentelemetry (${this.#exporter.description})`;
    this.#push = new PeriodicPush({
      intervalMs: config.exportIntervalMs,
      push: (signal) => this.#exportAll(signal),
      onFailure: (error) => this.#logFailure(error.message),
      onSlow: () => this.#warnOfSlowness(),
    });
  }

  start(): Promise<void> {
    this.#startMs = Date.now();
    this.#push.start();
    return Promise.resolve();
  }

  receive(batches: readonly ResolvedSamples[]): void {
    for (const batch of batches) this.#table.add(batch);
  }

  async stop(): Promise<void> {
    const lastError = await this.#push.finish();
    this.#exporter.close();
    warnOfLoss(this.#context.log, {
      output: 'opentelemetry',
      what: ['the latest values of ', 'time series'],
      lost: this.#table.changed.length + this.#rejectedPoints,
      of: this.#table.all.length,
      lastError,
    });
  }

  /** Every series each time, as receivers take one that no longer comes for ended. */
  async #exportAll(signal: AbortSignal): Promise<void> {
    const entries = this.#table.all;
    let rejectedPoints = 0;
    let refusal: unknown;
    for (let from = 0; from < entries.length; from += SERIES_PER_EXPORT) {
      try {
        rejectedPoints += await this.#exportPart(entries.slice(from, from + SERIES_PER_EXPORT), signal);
      } catch (error) {
        // What is wrong with these series need not be wrong with the others.
        if (mayRetry(error)) throw error;
        refusal ??= error;
      }
    }
    this.#rejectedPoints = rejectedPoints;
    if (refusal !== undefined) throw refusal;
  }

  /** Resolves to how many points the receiver did not take. */
  async #exportPart(entries: readonly Entry[], signal: AbortSignal): Promise<number> {
    const data = {
      resource: this.#resource,
      startMs: this.#startMs,
      timeMs: Date.now(),
      metrics: this.#metricsOf(entries),
    };
    const changed = entries.filter(({ isChanged }) => isChanged);
    // At once, so that samples that come while the export is on its way count as new.
    for (const entry of changed) entry.isChanged = false;
    try {
      const partial = await this.#exporter.send(data, signal);
      if (partial === undefined || partial.rejectedPoints === 0) return 0;
      this.#logFailure(`${partial.rejectedPoints} points were refused: ${partial.message}`);
      return partial.rejectedPoints;
    } catch (error) {
      for (const entry of changed) entry.isChanged = true;
      throw error;
    }
  }

  #metricsOf(entries: readonly Entry[]): readonly MetricData[] {
    const byMetric = new Map<number, MetricData & { readonly points: Point[] }>();
    for (const { series, state } of entries) {
      let data = byMetric.get(series.metric.id);
      if (data === undefined) {
        data = { ...describeMetric(series.metric, this.#config.metricPrefix), points: [] };
        byMetric.set(series.metric.id, data);
      }
      data.points.push(...state.points());
    }
    return [...byMetric.values()];
  }

  #logFailure(error: string): void {
    this.#context.log.log('error', 'Failed to export metrics', { output: this.description, error });
  }

  #warnOfSlowness(): void {
    this.#context.log.log(
      'warning',
      `Exporting to OpenTelemetry takes longer than the export interval of ${this.#config.exportIntervalMs / 1000}s; ` +
        'values arrive less often',
      { output: 'opentelemetry' },
    );
  }
}

function openExporter(config: OtelConfig, context: OutputContext): Exporter {
  const tls = readTls(config, context);
  if (config.protocol === 'grpc') return new GrpcExporter(config, tls);
  return new HttpExporter(config, config.protocol, tls);
}

function readTls(config: OtelConfig, context: OutputContext): TlsSettings {
  const { tlsInsecureSkipVerify, tlsCertificate, tlsClientCertificate, tlsClientKey } = config;
  return {
    rejectUnauthorized: !tlsInsecureSkipVerify,
    ...(tlsCertificate === '' ? {} : { ca: readTlsFile(tlsCertificate, context) }),
    ...(tlsClientCertificate === '' ? {} : { cert: readTlsFile(tlsClientCertificate, context) }),
    ...(tlsClientKey === '' ? {} : { key: readTlsFile(tlsClientKey, context) }),
  };
}

function resourceOf({ serviceName, serviceVersion, resourceAttributes }: OtelConfig): readonly Attribute[] {
  return Object.entries({
    ...resourceAttributes,
    'service.name': serviceName,
    'service.version': serviceVersion,
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'squall',
  });
}
