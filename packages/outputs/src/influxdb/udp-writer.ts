import { packetsOf, UdpSender } from '../delivery/udp-sender.ts';
import type { InfluxdbConfig } from './influxdb-config.ts';
import type { InfluxdbWriter } from './influxdb-writer.ts';

/** What fits into one packet on any network. */
const PAYLOAD_SIZE = 512;
const DEFAULT_PORT = 8089;
const MAX_LINES = 1_000;

/** Writes packets of whole lines. */
export class UdpWriter implements InfluxdbWriter {
  readonly maxLines = MAX_LINES;
  readonly #payloadSize: number;
  readonly #sender: UdpSender;

  private constructor(payloadSize: number, sender: UdpSender) {
    this.#payloadSize = payloadSize > 0 ? payloadSize : PAYLOAD_SIZE;
    this.#sender = sender;
  }

  static async open({ address, payloadSize }: InfluxdbConfig): Promise<UdpWriter> {
    const host = address.hostname.replace(/^\[|\]$/g, '');
    return new UdpWriter(payloadSize, await UdpSender.open(host, Number(address.port || DEFAULT_PORT)));
  }

  prepare(): Promise<boolean> {
    return Promise.resolve(true);
  }

  write(lines: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#sender.send(packetsOf(lines, { bytes: this.#payloadSize, lines: MAX_LINES }), signal);
  }

  close(): void {
    this.#sender.close();
  }
}
