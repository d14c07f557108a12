import { gunzipSync } from 'node:zlib';

const HEAD_BYTES = 5;

/** A message as it goes over the wire. */
export function frameMessage(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEAD_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, HEAD_BYTES);
  return frame;
}

/** The server sends what cannot be taken; the message is gRPC's. */
export class FrameError extends Error {
  readonly isTooLarge: boolean;

  constructor(message: string, isTooLarge: boolean) {
    super(message);
    this.isTooLarge = isTooLarge;
  }
}

/** Puts the pieces of a stream together to messages. */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #pieces: Buffer[] = [];
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Hot path: the messages that are complete now. @throws FrameError */
  *take(piece: Buffer): Generator<Buffer> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    while (this.#length >= HEAD_BYTES) {
      const head = this.#peek(HEAD_BYTES);
      const size = head.readUInt32BE(1);
      if (size > this.#maxBytes) {
        const message = `grpc: received message larger than max (${size} vs. ${this.#maxBytes})`;
        throw new FrameError(message, true);
      }
      if (this.#length < HEAD_BYTES + size) return;
      const frame = this.#peek(HEAD_BYTES + size);
      this.#drop(HEAD_BYTES + size);
      yield decompressed(frame, this.#maxBytes);
    }
  }

  #peek(bytes: number): Buffer {
    const [first] = this.#pieces;
    if (first !== undefined && first.length >= bytes) return first.subarray(0, bytes);
    const whole = Buffer.concat(this.#pieces);
    this.#pieces.splice(0, this.#pieces.length, whole);
    return whole.subarray(0, bytes);
  }

  #drop(bytes: number): void {
    const [first] = this.#pieces;
    this.#length -= bytes;
    if (first === undefined) return;
    if (first.length === bytes) this.#pieces.shift();
    else this.#pieces[0] = first.subarray(bytes);
  }
}

function decompressed(frame: Buffer, maxBytes: number): Buffer {
  const body = frame.subarray(HEAD_BYTES);
  if (frame[0] === 0) return body;
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const message = isTooLarge
      ? `grpc: received message after decompression larger than max ${maxBytes}`
      : `grpc: failed to decompress the received message: ${(error as Error).message}`;
    throw new FrameError(message, isTooLarge);
  }
}
