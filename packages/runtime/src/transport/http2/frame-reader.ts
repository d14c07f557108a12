import { FrameTooLarge } from './breach.ts';
import { DATA, DEFAULT_MAX_FRAME_BYTES, FLAG_PADDED, FRAME_HEAD_BYTES } from './frame-types.ts';

/** A frame, or a part of a DATA frame; valid until the handler returns. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  /** The payload is `bytes` from `from` to `to`. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** Bytes of the payload still to come; 0 but for the first parts of a DATA frame. */
  readonly remaining: number;
}

export interface FrameHandler {
  /** Nothing more is to be read. */
  readonly isClosed: boolean;
  onFrame(frame: Frame): void;
}

const NOTHING = Buffer.alloc(0);

/**
 * Cuts what comes over a connection into frames, wherever it is split. DATA without padding is handed on as it
 * comes; other frames are collected until they are whole.
 */
export class FrameReader implements Frame {
  type = 0;
  flags = 0;
  streamId = 0;
  bytes: Buffer = NOTHING;
  from = 0;
  to = 0;
  remaining = 0;
  readonly #handler: FrameHandler;
  #place: 'head' | 'payload' | 'data' = 'head';
  #head: Buffer | undefined;
  #headLength = 0;
  #payload: Buffer | undefined;
  #payloadLength = 0;

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  /** Hot path. @throws FrameTooLarge and what the handler throws */
  feed(bytes: Buffer, length: number): void {
    let at = 0;
    while (at < length && !this.#handler.isClosed) {
      if (this.#place === 'head') at = this.#readHead(bytes, at, length);
      else if (this.#place === 'data') at = this.#readData(bytes, at, length);
      else at = this.#readPayload(bytes, at, length);
    }
  }

  #readHead(bytes: Buffer, at: number, end: number): number {
    if (this.#headLength === 0 && end - at >= FRAME_HEAD_BYTES) {
      this.#takeHead(bytes, at);
      return at + FRAME_HEAD_BYTES;
    }
    this.#head ??= Buffer.alloc(FRAME_HEAD_BYTES);
    const used = Math.min(FRAME_HEAD_BYTES - this.#headLength, end - at);
    bytes.copy(this.#head, this.#headLength, at, at + used);
    this.#headLength += used;
    if (this.#headLength === FRAME_HEAD_BYTES) {
      this.#headLength = 0;
      this.#takeHead(this.#head, 0);
    }
    return at + used;
  }

  #takeHead(bytes: Buffer, at: number): void {
    const size = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    if (size > DEFAULT_MAX_FRAME_BYTES) throw new FrameTooLarge('http2: frame too large');
    this.type = bytes[at + 3] as number;
    this.flags = bytes[at + 4] as number;
    this.streamId =
      (((bytes[at + 5] as number) & 0x7f) << 24) |
      ((bytes[at + 6] as number) << 16) |
      ((bytes[at + 7] as number) << 8) |
      (bytes[at + 8] as number);
    this.remaining = size;
    if (size === 0) this.#hand(NOTHING, 0, 0);
    else this.#place = this.type === DATA && (this.flags & FLAG_PADDED) === 0 ? 'data' : 'payload';
  }

  #readData(bytes: Buffer, at: number, end: number): number {
    const to = Math.min(end, at + this.remaining);
    this.remaining -= to - at;
    if (this.remaining === 0) this.#place = 'head';
    this.#hand(bytes, at, to);
    return to;
  }

  #readPayload(bytes: Buffer, at: number, end: number): number {
    const size = this.remaining;
    if (this.#payload === undefined && end - at >= size) {
      this.#handWhole(bytes, at, at + size);
      return at + size;
    }
    this.#payload ??= Buffer.allocUnsafe(size);
    const used = Math.min(size - this.#payloadLength, end - at);
    bytes.copy(this.#payload, this.#payloadLength, at, at + used);
    this.#payloadLength += used;
    if (this.#payloadLength === size) {
      const payload = this.#payload;
      this.#payload = undefined;
      this.#payloadLength = 0;
      this.#handWhole(payload, 0, size);
    }
    return at + used;
  }

  #handWhole(bytes: Buffer, from: number, to: number): void {
    this.remaining = 0;
    this.#place = 'head';
    this.#hand(bytes, from, to);
  }

  #hand(bytes: Buffer, from: number, to: number): void {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.#handler.onFrame(this);
  }
}
