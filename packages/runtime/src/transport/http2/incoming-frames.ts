import { ConnectionBreach } from './breach.ts';
import { COMPRESSION_ERROR, FRAME_SIZE_ERROR, PROTOCOL_ERROR } from './error-names.ts';
import { type Frame, type FrameHandler, FrameReader } from './frame-reader.ts';
import {
  CONTINUATION,
  DATA,
  DEFAULT_HEADER_TABLE_BYTES,
  FLAG_ACK,
  FLAG_END_HEADERS,
  FLAG_END_STREAM,
  FLAG_PADDED,
  FLAG_PRIORITY,
  GOAWAY,
  HEADERS,
  PING,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from './frame-types.ts';
import { HeaderBlock } from './header-block.ts';
import type { HeaderTexts } from './hpack/header-text.ts';
import { HpackDecoder, HpackError } from './hpack/hpack-decoder.ts';
import { ResponseFields } from './response-fields.ts';

/** A part of a body; good until the listener returns. */
export class BodyPart {
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  /** What it takes of the windows: with padding. */
  windowBytes = 0;
  endsStream = false;
}

/** What a server says, frame by frame. Streams may be unknown or over; numbers are those of the frames. */
export interface FrameListener {
  readonly isClosed: boolean;
  /** `fields` are valid until it returns. */
  onHead(streamId: number, fields: ResponseFields, endsStream: boolean): void;
  onBody(streamId: number, part: Readonly<BodyPart>): void;
  onReset(streamId: number, errorCode: number): void;
  onSettings(frame: Frame): void;
  onSettingsAck(): void;
  /** The payload, one character for each byte. */
  onPing(payload: string): void;
  onGoaway(goaway: Goaway): void;
  /** `streamId` is 0 for the connection. */
  onWindow(streamId: number, bytes: number): void;
  /** A frame of one stream makes no sense: that stream is to end. */
  onStreamBreach(streamId: number, errorCode: number): void;
}

export interface Goaway {
  readonly lastStreamId: number;
  readonly errorCode: number;
  readonly debugData: string;
}

/** Reads what a server sends (RFC 9113 §6) and checks everything that needs no knowledge of the streams. */
export class IncomingFrames implements FrameHandler {
  readonly #listener: FrameListener;
  readonly #reader: FrameReader;
  readonly #decoder: HpackDecoder;
  readonly #fields = new ResponseFields();
  readonly #part = new BodyPart();
  #openBlock: HeaderBlock | undefined;
  #sawSettings = false;

  constructor(listener: FrameListener, texts: HeaderTexts) {
    this.#listener = listener;
    this.#reader = new FrameReader(this);
    this.#decoder = new HpackDecoder(texts, DEFAULT_HEADER_TABLE_BYTES);
  }

  get isClosed(): boolean {
    return this.#listener.isClosed;
  }

  /** Hot path. @throws ConnectionBreach, FrameTooLarge */
  feed(bytes: Buffer, length: number): void {
    this.#reader.feed(bytes, length);
  }

  /** Hot path. */
  onFrame(frame: Frame): void {
    const { type } = frame;
    if (!this.#sawSettings) this.#expectSettings(frame);
    if ((this.#openBlock !== undefined) !== (type === CONTINUATION)) {
      throw new ConnectionBreach(PROTOCOL_ERROR, `frame of type ${type} out of order`);
    }
    switch (type) {
      case DATA:
        this.#onData(frame);
        return;
      case HEADERS:
        this.#onHeaders(frame);
        return;
      case CONTINUATION:
        this.#onContinuation(frame);
        return;
      case WINDOW_UPDATE:
        this.#onWindowUpdate(frame);
        return;
      case RST_STREAM:
        needsStream(frame);
        needsLength(frame, 4);
        this.#listener.onReset(frame.streamId, frame.bytes.readUInt32BE(frame.from));
        return;
      case PRIORITY:
        needsStream(frame);
        needsLength(frame, 5);
        return;
      case PUSH_PROMISE:
        throw new ConnectionBreach(PROTOCOL_ERROR, 'PUSH_PROMISE, though push is switched off');
      case SETTINGS:
        this.#onSettings(frame);
        return;
      case PING:
        needsConnection(frame);
        needsLength(frame, 8);
        // We send none, so nothing waits for an answer.
        if ((frame.flags & FLAG_ACK) === 0) {
          this.#listener.onPing(frame.bytes.toString('latin1', frame.from, frame.to));
        }
        return;
      case GOAWAY:
        this.#onGoaway(frame);
        return;
      default:
      // Frames of extensions are to be ignored.
    }
  }

  #expectSettings({ type, flags }: Frame): void {
    if (type !== SETTINGS || (flags & FLAG_ACK) !== 0) {
      throw new ConnectionBreach(PROTOCOL_ERROR, 'the first frame is not SETTINGS');
    }
    this.#sawSettings = true;
  }

  /** Hot path. */
  #onData(frame: Frame): void {
    const { bytes, from, to, flags, streamId, remaining } = frame;
    needsStream(frame);
    const range = (flags & FLAG_PADDED) === 0 ? frame : withoutPadding(frame);
    if (range === undefined) throw new ConnectionBreach(PROTOCOL_ERROR, 'more padding than payload');
    const part = this.#part;
    part.bytes = bytes;
    part.from = range.from;
    part.to = range.to;
    part.windowBytes = to - from;
    part.endsStream = remaining === 0 && (flags & FLAG_END_STREAM) !== 0;
    this.#listener.onBody(streamId, part);
  }

  /** Hot path. */
  #onHeaders(frame: Frame): void {
    const { flags, streamId } = frame;
    needsStream(frame);
    const range = (flags & (FLAG_PADDED | FLAG_PRIORITY)) === 0 ? frame : headersRange(frame);
    if (range === undefined) {
      // Without the block the table is lost, and with it the connection.
      throw new ConnectionBreach(PROTOCOL_ERROR, 'more padding than payload');
    }
    if ((flags & FLAG_END_HEADERS) === 0) this.#openBlock = new HeaderBlock(frame, range);
    else {
      this.#decode(frame.bytes, range);
      this.#listener.onHead(streamId, this.#fields, (flags & FLAG_END_STREAM) !== 0);
    }
  }

  #onContinuation(frame: Frame): void {
    const block = this.#openBlock;
    if (block?.continueWith(frame) !== true) return;
    this.#openBlock = undefined;
    const { bytes } = block;
    this.#decode(bytes, { from: 0, to: bytes.length });
    this.#listener.onHead(block.streamId, this.#fields, block.endsStream);
  }

  #decode(bytes: Buffer, range: { from: number; to: number }): void {
    this.#fields.reset();
    try {
      this.#decoder.decode(bytes, range, this.#fields);
    } catch (error) {
      if (!(error instanceof HpackError)) throw error;
      throw new ConnectionBreach(COMPRESSION_ERROR, error.message);
    }
  }

  #onWindowUpdate(frame: Frame): void {
    needsLength(frame, 4);
    const bytes = frame.bytes.readUInt32BE(frame.from) & 0x7fff_ffff;
    if (bytes > 0) this.#listener.onWindow(frame.streamId, bytes);
    else if (frame.streamId === 0) throw new ConnectionBreach(PROTOCOL_ERROR, 'window update of 0');
    else this.#listener.onStreamBreach(frame.streamId, PROTOCOL_ERROR);
  }

  #onSettings(frame: Frame): void {
    needsConnection(frame);
    if ((frame.flags & FLAG_ACK) === 0) {
      this.#listener.onSettings(frame);
      return;
    }
    needsLength(frame, 0);
    this.#listener.onSettingsAck();
  }

  #onGoaway(frame: Frame): void {
    const { bytes, from, to } = frame;
    needsConnection(frame);
    if (to - from < 8) throw new ConnectionBreach(FRAME_SIZE_ERROR, 'cut GOAWAY');
    this.#listener.onGoaway({
      lastStreamId: bytes.readUInt32BE(from) & 0x7fff_ffff,
      errorCode: bytes.readUInt32BE(from + 4),
      debugData: bytes.toString('utf8', from + 8, to),
    });
  }
}

function needsStream({ type, streamId }: Frame): void {
  if (streamId === 0) throw new ConnectionBreach(PROTOCOL_ERROR, `frame of type ${type} without a stream`);
}

function needsConnection({ type, streamId }: Frame): void {
  if (streamId !== 0) throw new ConnectionBreach(PROTOCOL_ERROR, `frame of type ${type} on a stream`);
}

function needsLength({ type, from, to }: Frame, length: number): void {
  if (to - from !== length) {
    throw new ConnectionBreach(FRAME_SIZE_ERROR, `frame of type ${type} with ${to - from} bytes`);
  }
}

/** Where the content of a padded frame is; undefined when there is more padding than frame. */
function withoutPadding({ bytes, from, to }: Frame): { from: number; to: number } | undefined {
  if (from === to) return undefined;
  const end = to - (bytes[from] as number);
  return end < from + 1 ? undefined : { from: from + 1, to: end };
}

const PRIORITY_BYTES = 5;

/** Where the block of a HEADERS frame is: after the length of its padding and what RFC 7540 said of priorities. */
function headersRange(frame: Frame): { from: number; to: number } | undefined {
  const range = (frame.flags & FLAG_PADDED) === 0 ? frame : withoutPadding(frame);
  if (range === undefined || (frame.flags & FLAG_PRIORITY) === 0) return range;
  const from = range.from + PRIORITY_BYTES;
  return from > range.to ? undefined : { from, to: range.to };
}
