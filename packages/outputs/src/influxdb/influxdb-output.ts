import type { Output, ResolvedSamples } from '@squall/core';
import { Courier } from '../delivery/courier.ts';
import { LinesLost } from '../delivery/lines-lost.ts';
import { countSamples, SampleBacklog } from '../delivery/sample-backlog.ts';
import { warnOfLoss } from '../delivery/warn-of-loss.ts';
import type { OutputContext } from '../output-context.ts';
import { type InfluxdbConfig, readInfluxdbConfig } from './influxdb-config.ts';
import type { InfluxdbWriter } from './influxdb-writer.ts';
import { LineProtocol } from './line-protocol.ts';
import { openWriter } from './open-writer.ts';

/** Samples that wait at most: about 60 MB. */
const MAX_WAITING = 2_000_000;

interface Message {
  readonly lines: readonly string[];
}

/** `--out influxdb[=URL]`: a point for each sample, to InfluxDB 1.x. */
export function createInfluxdbOutput(argument: string, context: OutputContext): Output {
  return new InfluxdbOutput(readInfluxdbConfig(argument, context), context);
}

/**
 * Sends what came in at every push interval. Every sample is a point of its own, so a slow database leaves nothing
 * to make coarser: samples wait, and when too many do the oldest go and are counted.
 */
class InfluxdbOutput implements Output {
  readonly description: string;
  readonly #config: InfluxdbConfig;
  readonly #context: OutputContext;
  readonly #backlog = new SampleBacklog(MAX_WAITING);
  readonly #lines: LineProtocol;
  #writer: InfluxdbWriter | undefined;
  #courier: Courier<Message> | undefined;
  #prepared: Promise<boolean> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #received = 0;
  #lost = 0;
  #unwritable = 0;
  #isSlow = false;
  #lastError: Error | undefined;

  constructor(config: InfluxdbConfig, context: OutputContext) {
    this.description = `InfluxDBv1 (${addressText(config.address)})`;
    this.#config = config;
    this.#context = context;
    this.#lines = new LineProtocol(config.tagsAsFields, config.precision);
  }

  async start(): Promise<void> {
    const writer = await openWriter(this.#config);
    this.#writer = writer;
    this.#courier = new Courier({
      concurrency: this.#config.concurrentWrites,
      take: () => this.#take(writer.maxLines),
      send: (message, signal) => this.#send(writer, message, signal),
      onFailure: (error) => this.#noteFailure(error),
      onLost: ({ lines }, error) => {
        this.#lost += error instanceof LinesLost ? error.lines : lines.length;
      },
    });
    this.#timer = setInterval(() => this.#push(), this.#config.pushIntervalMs);
  }

  receive(batches: readonly ResolvedSamples[]): void {
    this.#received += countSamples(batches);
    this.#backlog.add(batches);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#courier?.finish();
    this.#writer?.close();
    warnOfLoss(this.#context.log, {
      output: 'influxdb',
      what: ['', 'samples'],
      lost: this.#lost + this.#backlog.dropped + this.#backlog.size,
      of: this.#received,
      lastError: this.#lastError,
    });
    if (this.#unwritable === 0) return;
    this.#context.log.log(
      'warning',
      'InfluxDB has no infinite numbers: samples with such values were left out',
      {
        output: 'influxdb',
        samples: this.#unwritable,
      },
    );
  }

  #push(): void {
    if (this.#courier?.isBusy && this.#backlog.size > 0) this.#warnOfSlowness();
    this.#courier?.wake();
  }

  #take(maxLines: number): Message | undefined {
    const batches = this.#backlog.take(maxLines);
    if (batches === undefined) return undefined;
    const lines: string[] = [];
    for (const batch of batches) {
      const written = this.#lines.write(batch);
      this.#unwritable += written.unwritable;
      for (const line of written.lines) lines.push(line);
    }
    return { lines };
  }

  async #send(writer: InfluxdbWriter, { lines }: Message, signal: AbortSignal): Promise<void> {
    // Without its database a write would be refused for good.
    this.#prepared ??= writer.prepare(signal);
    if (!(await this.#prepared)) this.#prepared = undefined;
    if (lines.length > 0) await writer.write(lines, signal);
  }

  #noteFailure(error: Error): void {
    this.#lastError = error;
    this.#context.log.log('error', "Couldn't write stats", {
      component: 'output',
      output: 'InfluxDBv1',
      error: error.message,
    });
  }

  #warnOfSlowness(): void {
    if (this.#isSlow) return;
    this.#isSlow = true;
    this.#context.log.log(
      'warning',
      `Writing to InfluxDB takes longer than the push interval of ${this.#config.pushIntervalMs / 1000}s; ` +
        'samples are waiting',
      { output: 'influxdb', waiting: this.#backlog.size },
    );
  }
}

/** Without credentials, and without the slash that URLs get. */
function addressText({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}
