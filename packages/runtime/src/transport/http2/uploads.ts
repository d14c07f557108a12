import type { Socket } from 'node:net';
import { dataHead } from './frame-text.ts';
import { DEFAULT_MAX_FRAME_BYTES, DEFAULT_WINDOW_BYTES, MAX_WINDOW_BYTES } from './frame-types.ts';

/** Bodies up to this size are as good as sent once the socket has them. */
const SENT_AT_ONCE = 16 * 1024;

/** The body of one request on its way. */
export class Upload {
  readonly streamId: number;
  readonly bytes: Uint8Array;
  readonly onWritten: () => void;
  sent = 0;
  window: number;

  constructor(init: { streamId: number; bytes: Uint8Array; window: number; onWritten: () => void }) {
    this.streamId = init.streamId;
    this.bytes = init.bytes;
    this.window = init.window;
    this.onWritten = init.onWritten;
  }
}

/** The bodies a connection sends, as far as the windows of the server allow (RFC 9113 §5.2). */
export class Uploads {
  maxFrameBytes = DEFAULT_MAX_FRAME_BYTES;
  readonly #socket: Socket;
  #window = DEFAULT_WINDOW_BYTES;
  #unfinished: Upload[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Hot path: whether a body of this size may go out in one frame, with its head. If so, it counts as sent. */
  takeAtOnce(bytes: number, window: number): boolean {
    // Nothing always fits, whatever the windows are.
    if (bytes > Math.max(0, Math.min(SENT_AT_ONCE, this.#window, window, this.maxFrameBytes))) return false;
    this.#window -= bytes;
    return true;
  }

  /** Sends what goes out at once; the rest follows when the server opens its windows. */
  start(upload: Upload): void {
    this.#unfinished.push(upload);
    this.#sendOf(upload);
  }

  /** Sends no more of a body. False when there was nothing left to send. */
  stop(streamId: number): boolean {
    if (this.#unfinished.length === 0) return false;
    const others = this.#unfinished.filter((upload) => upload.streamId !== streamId);
    const isStopped = others.length < this.#unfinished.length;
    this.#unfinished = others;
    return isStopped;
  }

  /** False when that would be more than a window can be. */
  openConnection(bytes: number): boolean {
    this.#window += bytes;
    if (this.#window > MAX_WINDOW_BYTES) return false;
    this.#sendAll();
    return true;
  }

  openStream(streamId: number, bytes: number): boolean {
    const upload = this.#unfinished.find((candidate) => candidate.streamId === streamId);
    if (upload === undefined) return true;
    upload.window += bytes;
    if (upload.window > MAX_WINDOW_BYTES) return false;
    this.#sendOf(upload);
    return true;
  }

  /** The server changed the window streams begin with by so much. False when a window gets too large. */
  openAll(bytes: number): boolean {
    for (const upload of this.#unfinished) upload.window += bytes;
    if (this.#unfinished.some(({ window }) => window > MAX_WINDOW_BYTES)) return false;
    this.#sendAll();
    return true;
  }

  #sendAll(): void {
    for (const upload of [...this.#unfinished]) this.#sendOf(upload);
  }

  #sendOf(upload: Upload): void {
    const { bytes, streamId } = upload;
    this.#socket.cork();
    while (upload.sent < bytes.length) {
      const open = Math.min(this.#window, upload.window, this.maxFrameBytes);
      if (open <= 0) break;
      const end = Math.min(bytes.length, upload.sent + open);
      this.#write(upload, end);
      upload.window -= end - upload.sent;
      this.#window -= end - upload.sent;
      upload.sent = end;
    }
    this.#socket.uncork();
    if (upload.sent < bytes.length) return;
    this.stop(streamId);
    if (bytes.length <= SENT_AT_ONCE) upload.onWritten();
  }

  #write({ bytes, streamId, sent, onWritten }: Upload, end: number): void {
    const isLast = end === bytes.length;
    const payload = bytes.subarray(sent, end);
    this.#socket.write(dataHead(streamId, payload.length, isLast), 'latin1');
    if (isLast && bytes.length > SENT_AT_ONCE) this.#socket.write(payload, onWritten);
    else this.#socket.write(payload);
  }
}
