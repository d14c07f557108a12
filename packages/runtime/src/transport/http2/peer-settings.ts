import { ConnectionBreach } from './breach.ts';
import { FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, PROTOCOL_ERROR } from './error-names.ts';
import {
  DEFAULT_HEADER_TABLE_BYTES,
  DEFAULT_MAX_FRAME_BYTES,
  DEFAULT_WINDOW_BYTES,
  MAX_WINDOW_BYTES,
  SETTINGS_ENABLE_PUSH,
  SETTINGS_HEADER_TABLE_SIZE,
  SETTINGS_INITIAL_WINDOW_SIZE,
  SETTINGS_MAX_CONCURRENT_STREAMS,
  SETTINGS_MAX_FRAME_SIZE,
  SETTINGS_MAX_HEADER_LIST_SIZE,
} from './frame-types.ts';

const BYTES_OF_SETTING = 6;
const LARGEST_MAX_FRAME_BYTES = 0xff_ffff;

/** What the server lets us do (RFC 9113 §6.5). */
export class PeerSettings {
  headerTableBytes = DEFAULT_HEADER_TABLE_BYTES;
  /** Until the server has spoken, Go's guess. */
  maxConcurrentStreams = 100;
  initialWindowBytes = DEFAULT_WINDOW_BYTES;
  maxFrameBytes = DEFAULT_MAX_FRAME_BYTES;
  maxHeaderListBytes = Infinity;
  #isFirst = true;

  /** Takes over the payload of a SETTINGS frame. @throws ConnectionBreach */
  apply(bytes: Buffer, { from, to }: { from: number; to: number }): void {
    if ((to - from) % BYTES_OF_SETTING !== 0) throw new ConnectionBreach(FRAME_SIZE_ERROR, 'cut settings');
    // A server that sets no limit of its own has none.
    if (this.#isFirst) this.maxConcurrentStreams = Infinity;
    this.#isFirst = false;
    for (let at = from; at < to; at += BYTES_OF_SETTING) {
      this.#set(bytes.readUInt16BE(at), bytes.readUInt32BE(at + 2));
    }
  }

  #set(id: number, value: number): void {
    switch (id) {
      case SETTINGS_HEADER_TABLE_SIZE:
        this.headerTableBytes = value;
        return;
      case SETTINGS_ENABLE_PUSH:
        if (value !== 0) throw new ConnectionBreach(PROTOCOL_ERROR, 'a server that wants to be pushed to');
        return;
      case SETTINGS_MAX_CONCURRENT_STREAMS:
        this.maxConcurrentStreams = value;
        return;
      case SETTINGS_INITIAL_WINDOW_SIZE:
        if (value > MAX_WINDOW_BYTES)
          throw new ConnectionBreach(FLOW_CONTROL_ERROR, `window of ${value} bytes`);
        this.initialWindowBytes = value;
        return;
      case SETTINGS_MAX_FRAME_SIZE:
        if (value < DEFAULT_MAX_FRAME_BYTES || value > LARGEST_MAX_FRAME_BYTES) {
          throw new ConnectionBreach(PROTOCOL_ERROR, `frames of ${value} bytes`);
        }
        this.maxFrameBytes = value;
        return;
      case SETTINGS_MAX_HEADER_LIST_SIZE:
        this.maxHeaderListBytes = value;
        return;
      default:
      // Settings of extensions are to be ignored.
    }
  }
}
