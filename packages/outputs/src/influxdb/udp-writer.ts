import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { DeliveryError } from '../delivery/delivery-error.ts';
import type { InfluxdbConfig } from './influxdb-config.ts';
import type { InfluxdbWriter } from './influxdb-writer.ts';

/** What fits into one packet on any network. */
const PAYLOAD_SIZE = 512;
const MAX_LINES = 1_000;

/** Writes packets of whole lines. Nobody answers, so what gets lost on the way stays unknown. */
export class UdpWriter implements InfluxdbWriter {
  readonly maxLines = MAX_LINES;
  readonly #payloadSize: number;
  readonly #host: string;
  readonly #port: number;
  readonly #socket: Socket;

  constructor({ address, payloadSize }: InfluxdbConfig) {
    this.#payloadSize = payloadSize > 0 ? payloadSize : PAYLOAD_SIZE;
    this.#host = address.hostname.replace(/^\[|\]$/g, '');
    this.#port = Number(address.port || 8089);
    this.#socket = createSocket(isIPv6(this.#host) ? 'udp6' : 'udp4');
    // What the system says later of a packet that was sent concerns none in particular.
    this.#socket.on('error', () => undefined);
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  async write(lines: readonly string[], signal: AbortSignal): Promise<void> {
    for (const packet of packetsOf(lines, this.#payloadSize)) {
      if (signal.aborted) throw new DeliveryError('given up', false);
      await this.#send(packet);
    }
  }

  close(): void {
    this.#socket.close();
  }

  #send(packet: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.send(packet, this.#port, this.#host, (error) => {
        if (error === null) resolve();
        else reject(new DeliveryError(error.message, false, error));
      });
    });
  }
}

/** As many lines in each as fit; a line that is longer goes alone. */
export function packetsOf(lines: readonly string[], size: number): string[] {
  const packets: string[] = [];
  let packet = '';
  let length = 0;
  for (const line of lines) {
    const lineLength = Buffer.byteLength(line);
    if (length > 0 && length + lineLength > size) {
      packets.push(packet);
      packet = '';
      length = 0;
    }
    packet += line;
    length += lineLength;
  }
  return length === 0 ? packets : [...packets, packet];
}
