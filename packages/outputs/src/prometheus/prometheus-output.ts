import type { Output, ResolvedSamples } from '@squall/core';
import { mayRetry } from '../delivery/delivery-error.ts';
import type { TlsSettings } from '../delivery/http-sender.ts';
import { PeriodicPush } from '../delivery/periodic-push.ts';
import { type SeriesEntry, SeriesTable } from '../delivery/series-table.ts';
import { readTlsFile } from '../delivery/tls-file.ts';
import { warnOfLoss } from '../delivery/warn-of-loss.ts';
import type { OutputContext } from '../output-context.ts';
import { type ExposedMetric, exposeSeries } from './exposed-metric.ts';
import { type PrometheusConfig, readPrometheusConfig } from './prometheus-config.ts';
import { RemoteWriter } from './remote-writer.ts';
import { WriteRequest } from './write-request.ts';

/** Keeps requests well below what receivers accept, and the time to make one short. */
const SERIES_PER_REQUEST = 2_000;

type Entry = SeriesEntry<ExposedMetric>;

/** `--out experimental-prometheus-rw`: totals since the start of the run, to any receiver of remote write. */
export function createPrometheusOutput(argument: string, context: OutputContext): Output {
  const config = readPrometheusConfig(argument, context);
  return new PrometheusOutput(config, readTls(config, context), context);
}

class PrometheusOutput implements Output {
  readonly description: string;
  readonly #config: PrometheusConfig;
  readonly #tls: TlsSettings;
  readonly #context: OutputContext;
  readonly #table: SeriesTable<ExposedMetric>;
  readonly #push: PeriodicPush;
  #writer: RemoteWriter | undefined;

  constructor(config: PrometheusConfig, tls: TlsSettings, context: OutputContext) {
    this.description = `Prometheus remote write (${config.url.href})`;
    this.#config = config;
    this.#tls = tls;
    this.#context = context;
    this.#table = new SeriesTable({
      create: (series) => exposeSeries(series, config),
      add: (metric, value, timeMs) => metric.add(value, timeMs),
    });
    this.#push = new PeriodicPush({
      intervalMs: config.pushIntervalMs,
      push: (signal) => this.#sendChanged(signal),
      onFailure: (error) => this.#logFailure(error),
      onSlow: () => this.#warnOfSlowness(),
    });
  }

  async start(): Promise<void> {
    this.#writer = await RemoteWriter.open(this.#config, this.#tls);
    this.#push.start();
  }

  receive(batches: readonly ResolvedSamples[]): void {
    for (const batch of batches) this.#table.add(batch);
  }

  async stop(): Promise<void> {
    const lastError = await this.#push.finish();
    warnOfLoss(this.#context.log, {
      output: 'experimental-prometheus-rw',
      what: ['the latest values of ', 'time series'],
      lost: this.#table.changed.length,
      of: this.#table.all.length,
      lastError,
    });
    if (lastError === undefined && this.#config.staleMarkers) await this.#sendStaleMarkers();
    this.#writer?.close();
  }

  async #sendChanged(signal: AbortSignal): Promise<void> {
    await this.#sendEach(this.#table.changed, signal, (entry, request) => {
      // Of two values of one millisecond Prometheus would refuse the second.
      entry.sentMs = Math.max(Math.floor(entry.latestMs), entry.sentMs + 1);
      entry.isChanged = false;
      entry.state.write(request, entry.sentMs);
    });
  }

  async #sendStaleMarkers(): Promise<void> {
    const nowMs = Date.now();
    try {
      await this.#sendEach(this.#table.all, new AbortController().signal, (entry, request) =>
        entry.state.writeStaleMarkers(request, Math.max(nowMs, entry.sentMs) + 1),
      );
    } catch (error) {
      this.#logFailure(error as Error);
    }
  }

  async #sendEach(
    entries: readonly Entry[],
    signal: AbortSignal,
    write: (entry: Entry, request: WriteRequest) => void,
  ): Promise<void> {
    let refusal: unknown;
    for (let from = 0; from < entries.length; from += SERIES_PER_REQUEST) {
      const part = entries.slice(from, from + SERIES_PER_REQUEST);
      const request = new WriteRequest();
      for (const entry of part) write(entry, request);
      try {
        await this.#writer?.send(request.finish(), signal);
      } catch (error) {
        for (const entry of part) entry.isChanged = true;
        // What is wrong with these series need not be wrong with the others.
        if (mayRetry(error)) throw error;
        refusal ??= error;
      }
    }
    if (refusal !== undefined) throw refusal;
  }

  #logFailure(error: Error): void {
    this.#context.log.log('error', 'Failed to send the time series data to the endpoint', {
      output: this.description,
      error: error.message,
    });
  }

  #warnOfSlowness(): void {
    this.#context.log.log(
      'warning',
      `Sending to Prometheus takes longer than the push interval of ${this.#config.pushIntervalMs / 1000}s; ` +
        'values arrive less often',
      { output: 'experimental-prometheus-rw' },
    );
  }
}

function readTls(config: PrometheusConfig, context: OutputContext): TlsSettings {
  const { clientCertificate, clientCertificateKey, insecureSkipTlsVerify, tlsMinVersion } = config;
  return {
    rejectUnauthorized: !insecureSkipTlsVerify,
    minVersion: tlsMinVersion,
    ...(clientCertificate === '' ? {} : { cert: readTlsFile(clientCertificate, context) }),
    ...(clientCertificateKey === '' ? {} : { key: readTlsFile(clientCertificateKey, context) }),
  };
}
