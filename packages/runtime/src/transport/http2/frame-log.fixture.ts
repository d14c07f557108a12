import { ConnectionBreach, FrameTooLarge } from './breach.ts';
import type { Frame } from './frame-reader.ts';
import { HeaderTexts } from './hpack/header-text.ts';
import { type BodyPart, type FrameListener, type Goaway, IncomingFrames } from './incoming-frames.ts';
import { PeerSettings } from './peer-settings.ts';
import type { ResponseFields } from './response-fields.ts';

/** What our reader made of the bytes of a server. DATA is put together, so that the splits do not show. */
export class FrameLog implements FrameListener {
  readonly isClosed = false;
  readonly events: unknown[][] = [];
  readonly #settings = new PeerSettings();

  onHead(streamId: number, fields: ResponseFields, endsStream: boolean): void {
    const { flaw, status, list } = fields;
    this.events.push(['head', streamId, flaw ?? status, list, endsStream]);
  }

  onBody(streamId: number, part: Readonly<BodyPart>): void {
    const text = part.bytes.toString('latin1', part.from, part.to);
    const last = this.events.at(-1);
    if (last?.[0] === 'body' && last[1] === streamId && last[3] === false) {
      last[2] += text;
      last[3] = part.endsStream;
    } else this.events.push(['body', streamId, text, part.endsStream]);
  }

  onReset(streamId: number, errorCode: number): void {
    this.events.push(['reset', streamId, errorCode]);
  }

  onSettings(frame: Frame): void {
    this.#settings.apply(frame.bytes, frame);
    this.events.push(['settings', { ...this.#settings }]);
  }

  onSettingsAck(): void {
    this.events.push(['settings ack']);
  }

  onPing(payload: string): void {
    this.events.push(['ping', payload]);
  }

  onGoaway(goaway: Goaway): void {
    this.events.push(['goaway', goaway]);
  }

  onWindow(streamId: number, bytes: number): void {
    this.events.push(['window', streamId, bytes]);
  }

  onStreamBreach(streamId: number, errorCode: number): void {
    this.events.push(['breach', streamId, errorCode]);
  }
}

/** Feeds the bytes in pieces of these sizes, taken in turn. What the protocol forbids is the last event. */
export function logFrames(bytes: Buffer, sizes: readonly number[]): unknown[][] {
  const log = new FrameLog();
  const incoming = new IncomingFrames(log, new HeaderTexts());
  // As in a connection, where each piece replaces the one before.
  const buffer = Buffer.alloc(64 * 1024);
  try {
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const end = Math.min(bytes.length, at + (sizes[turn % sizes.length] ?? 1), at + buffer.length);
      bytes.copy(buffer, 0, at, end);
      incoming.feed(buffer, end - at);
      at = end;
    }
  } catch (error) {
    if (error instanceof ConnectionBreach) log.events.push(['connection breach', error.errorCode]);
    else if (error instanceof FrameTooLarge) log.events.push(['frame too large']);
    else throw error;
  }
  return log.events;
}
