import type { Output, ResolvedSamples } from '@squall/core';
import { LinesLost } from '../delivery/lines-lost.ts';
import { PeriodicPush } from '../delivery/periodic-push.ts';
import { packetsOf, UdpSender } from '../delivery/udp-sender.ts';
import { warnOfLoss } from '../delivery/warn-of-loss.ts';
import type { OutputContext } from '../output-context.ts';
import { readStatsdConfig, type StatsdConfig } from './statsd-config.ts';
import { StatsdLines } from './statsd-lines.ts';

/** What goes through any Ethernet in one piece. */
const MAX_PACKET_BYTES = 1_432;

/** `--out statsd[=HOST:PORT]`: to a StatsD or DogStatsD server. */
export function createStatsdOutput(argument: string, context: OutputContext): Output {
  return new StatsdOutput(readStatsdConfig(argument, context), context);
}

class StatsdOutput implements Output {
  readonly description: string;
  readonly #config: StatsdConfig;
  readonly #context: OutputContext;
  readonly #lines: StatsdLines;
  readonly #push: PeriodicPush;
  #sender: UdpSender | undefined;
  #sent = 0;
  #lost = 0;
  #lastError: Error | undefined;

  constructor(config: StatsdConfig, context: OutputContext) {
    this.description = `statsd (${config.host}:${config.port})`;
    this.#config = config;
    this.#context = context;
    this.#lines = new StatsdLines(config);
    this.#push = new PeriodicPush({
      intervalMs: config.pushIntervalMs,
      push: (signal) => this.#sendLines(signal),
      onFailure: (error) => this.#noteFailure(error),
      // What comes meanwhile adds up and goes with the next push.
      onSlow: () => undefined,
    });
  }

  async start(): Promise<void> {
    this.#sender = await UdpSender.open(this.#config.host, this.#config.port);
    this.#push.start();
  }

  receive(batches: readonly ResolvedSamples[]): void {
    for (const batch of batches) this.#lines.add(batch);
  }

  async stop(): Promise<void> {
    await this.#push.finish();
    this.#sender?.close();
    warnOfLoss(this.#context.log, {
      output: 'statsd',
      what: ['at least ', 'values'],
      lost: this.#lost,
      of: this.#sent,
      lastError: this.#lastError,
    });
  }

  async #sendLines(signal: AbortSignal): Promise<void> {
    const lines = this.#lines.take();
    this.#sent += lines.length;
    const packets = packetsOf(lines, { bytes: MAX_PACKET_BYTES, lines: this.#config.maxLines });
    await this.#sender?.send(packets, signal);
  }

  #noteFailure(error: Error): void {
    if (error instanceof LinesLost) this.#lost += error.lines;
    // One word of it is enough while the run goes on; how much it was is said at the end.
    if (this.#lastError === undefined) {
      this.#context.log.log('error', 'Sending to statsd failed', { output: 'statsd', error: error.message });
    }
    this.#lastError = error;
  }
}
