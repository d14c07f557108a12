import { ConnectionBreach } from './breach.ts';
import { ENHANCE_YOUR_CALM, PROTOCOL_ERROR } from './error-names.ts';
import type { Frame } from './frame-reader.ts';
import { FLAG_END_HEADERS, FLAG_END_STREAM } from './frame-types.ts';
import { MAX_HEADER_LIST_BYTES } from './response-fields.ts';

/** A header block that does not fit into one frame. */
export class HeaderBlock {
  readonly streamId: number;
  readonly endsStream: boolean;
  #bytes: Buffer;
  #length = 0;

  /** `from` is where the block begins in the frame, `to` where it ends. */
  constructor(frame: Frame, { from, to }: { from: number; to: number }) {
    this.streamId = frame.streamId;
    this.endsStream = (frame.flags & FLAG_END_STREAM) !== 0;
    this.#bytes = Buffer.alloc(2 * (to - from) + 64);
    this.#append(frame.bytes, from, to);
  }

  /** What came so far. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Takes a CONTINUATION frame; true when it is the last. @throws ConnectionBreach */
  continueWith({ bytes, from, to, flags, streamId }: Frame): boolean {
    if (streamId !== this.streamId) {
      throw new ConnectionBreach(PROTOCOL_ERROR, 'CONTINUATION for another stream');
    }
    const isLast = (flags & FLAG_END_HEADERS) !== 0;
    // Nobody has a use for these, and there could be any number of them.
    if (from === to && !isLast) throw new ConnectionBreach(ENHANCE_YOUR_CALM, 'empty CONTINUATION');
    if (this.#length + to - from > MAX_HEADER_LIST_BYTES) {
      throw new ConnectionBreach(PROTOCOL_ERROR, 'endless header block');
    }
    this.#append(bytes, from, to);
    return isLast;
  }

  #append(bytes: Buffer, from: number, to: number): void {
    const length = this.#length + to - from;
    if (length > this.#bytes.length) {
      const grown = Buffer.alloc(2 * length);
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    bytes.copy(this.#bytes, this.#length, from, to);
    this.#length = length;
  }
}
