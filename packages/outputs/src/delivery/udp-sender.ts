import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { UserError } from '@squall/core';
import { LinesLost } from './lines-lost.ts';

export interface Packet {
  readonly text: string;
  readonly lines: number;
}

/**
 * Sends packets to one receiver. Nobody answers, so what gets lost on the way stays unknown; only that nobody
 * listens is something the system reports.
 */
export class UdpSender {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // What the system says of packets sent before comes again with the next one.
    socket.on('error', () => undefined);
  }

  /** @throws UserError when there is no such host. */
  static async open(host: string, port: number): Promise<UdpSender> {
    try {
      const { address, family } = await lookup(host);
      const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
      await new Promise<void>((resolve) => socket.connect(port, address, resolve));
      return new UdpSender(socket);
    } catch (cause) {
      throw new UserError('INVALID_OUTPUT', `cannot send to ${host}:${port}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  /** Rejects with `LinesLost` when some could not be sent; the others were. */
  async send(packets: readonly Packet[], signal: AbortSignal): Promise<void> {
    let lost = 0;
    let reason = 'given up';
    for (const { text, lines } of packets) {
      const error = signal.aborted ? null : await this.#sendOne(text);
      if (error === undefined) continue;
      lost += lines;
      if (error !== null) reason = error.message;
    }
    if (lost > 0) throw new LinesLost(reason, lost);
  }

  close(): void {
    this.#socket.close();
  }

  #sendOne(text: string): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.#socket.send(text, (error) => resolve(error ?? undefined));
    });
  }
}

export interface PacketLimits {
  readonly bytes: number;
  readonly lines: number;
}

/** As many lines in each packet as fit; a line that is longer goes alone. */
export function packetsOf(lines: readonly string[], limits: PacketLimits): Packet[] {
  const packets: Packet[] = [];
  let text = '';
  let bytes = 0;
  let count = 0;
  const finish = () => {
    if (count > 0) packets.push({ text, lines: count });
    text = '';
    bytes = 0;
    count = 0;
  };
  for (const line of lines) {
    const lineBytes = Buffer.byteLength(line);
    if (count === limits.lines || bytes + lineBytes > limits.bytes) finish();
    text += line;
    bytes += lineBytes;
    count++;
  }
  finish();
  return packets;
}
