import type { Socket } from 'node:net';
import type { WireRequest } from '../transport.ts';
import { ConnectionBreach } from './breach.ts';
import { ENHANCE_YOUR_CALM, FLOW_CONTROL_ERROR, PROTOCOL_ERROR } from './error-names.ts';
import type { Frame } from './frame-reader.ts';
import { dataHead, headFramesOf, PREFACE, pingAckFrame, resetFrame, SETTINGS_ACK } from './frame-text.ts';
import { DEFAULT_HEADER_TABLE_BYTES, MAX_STREAM_ID } from './frame-types.ts';
import { HpackEncoder } from './hpack/hpack-encoder.ts';
import { PeerSettings } from './peer-settings.ts';
import { RequestBlocks } from './request-blocks.ts';
import { Upload, Uploads } from './uploads.ts';

/** Answers a server may make us owe it while it reads none of them. */
const MOST_UNSENT_ANSWERS = 10_000;

/** What sends a request and wants to know when it is out. */
export interface Sender {
  onWritten(): void;
}

/** Our half of a connection: requests with their bodies, and what the protocol asks us to answer. */
export class OutgoingFrames {
  readonly settings = new PeerSettings();
  readonly #socket: Socket;
  readonly #encoder = new HpackEncoder(DEFAULT_HEADER_TABLE_BYTES);
  readonly #blocks = new RequestBlocks(this.#encoder);
  readonly #uploads: Uploads;
  #nextStreamId = 1;
  /** Goes out with the first frame. */
  #preface = PREFACE;
  #awaitsSettingsAck = true;
  #unsentAnswers = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#uploads = new Uploads(socket);
  }

  /** Whether there was a stream of this number. */
  hasOpened(streamId: number): boolean {
    return streamId < this.#nextStreamId && (streamId & 1) === 1;
  }

  /** There are no numbers left for streams. */
  get isExhausted(): boolean {
    return this.#nextStreamId > MAX_STREAM_ID;
  }

  /** Hot path. Returns the number of the stream; undefined for a head larger than the server wants. */
  request(wire: WireRequest, sender: Sender): number | undefined {
    const frames = this.#blocks.headOf(wire, this.settings.maxHeaderListBytes);
    if (frames === undefined) return undefined;
    const streamId = this.#nextStreamId;
    this.#nextStreamId += 2;
    const head = headFramesOf(frames, streamId);
    if (wire.body === null) {
      this.#write(head);
      sender.onWritten();
    } else this.#requestWithBody(head, wire.body, { streamId, sender });
    return streamId;
  }

  #requestWithBody(
    head: string,
    bytes: Uint8Array,
    { streamId, sender }: { streamId: number; sender: Sender },
  ): void {
    const window = this.settings.initialWindowBytes;
    if (this.#uploads.takeAtOnce(bytes.length, window)) {
      this.#writeInOne(head + dataHead(streamId, bytes.length, true), bytes);
      sender.onWritten();
      return;
    }
    this.#socket.cork();
    this.#write(head);
    this.#uploads.start(new Upload({ streamId, bytes, window, onWritten: () => sender.onWritten() }));
    this.#socket.uncork();
  }

  /** The response is whole. Nobody reads what is left of the body. */
  endStream(streamId: number, errorCode: number): void {
    if (this.#uploads.stop(streamId)) this.control(resetFrame(streamId, errorCode));
  }

  stopBody(streamId: number): void {
    this.#uploads.stop(streamId);
  }

  control(frame: string): void {
    this.#write(frame);
  }

  answerPing(payload: string): void {
    this.#answer(pingAckFrame(payload));
  }

  /** @throws ConnectionBreach */
  applySettings(frame: Frame): void {
    const before = this.settings.initialWindowBytes;
    this.settings.apply(frame.bytes, frame);
    const { headerTableBytes, initialWindowBytes, maxFrameBytes } = this.settings;
    this.#encoder.limitTable(headerTableBytes);
    this.#answer(SETTINGS_ACK);
    this.#uploads.maxFrameBytes = maxFrameBytes;
    if (!this.#uploads.openAll(initialWindowBytes - before)) {
      throw new ConnectionBreach(FLOW_CONTROL_ERROR, 'window too large');
    }
  }

  /** @throws ConnectionBreach */
  takeSettingsAck(): void {
    if (!this.#awaitsSettingsAck) {
      throw new ConnectionBreach(PROTOCOL_ERROR, 'acknowledged settings that were not sent');
    }
    this.#awaitsSettingsAck = false;
  }

  /** False when the window gets larger than windows can be. */
  openWindow(streamId: number, bytes: number): boolean {
    return streamId === 0 ? this.#uploads.openConnection(bytes) : this.#uploads.openStream(streamId, bytes);
  }

  #answer(frame: string): void {
    if (this.#unsentAnswers >= MOST_UNSENT_ANSWERS) {
      throw new ConnectionBreach(ENHANCE_YOUR_CALM, 'asks for answers and does not read them');
    }
    this.#unsentAnswers++;
    this.#write(frame, this.#onAnswered);
  }

  readonly #onAnswered = (): void => {
    this.#unsentAnswers--;
  };

  #writeInOne(frames: string, body: Uint8Array): void {
    const text = this.#preface + frames;
    this.#preface = '';
    const bytes = Buffer.allocUnsafe(text.length + body.length);
    bytes.write(text, 'latin1');
    bytes.set(body, text.length);
    this.#socket.write(bytes);
  }

  /** Hot path. */
  #write(frames: string, onWritten?: () => void): void {
    if (this.#preface === '') this.#socket.write(frames, 'latin1', onWritten);
    else {
      this.#socket.write(this.#preface + frames, 'latin1', onWritten);
      this.#preface = '';
    }
  }
}
