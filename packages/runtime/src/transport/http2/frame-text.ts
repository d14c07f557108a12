import {
  CONTINUATION,
  DATA,
  DEFAULT_MAX_FRAME_BYTES,
  FLAG_ACK,
  FLAG_END_HEADERS,
  FLAG_END_STREAM,
  GOAWAY,
  HEADERS,
  PING,
  RST_STREAM,
  SETTINGS,
  SETTINGS_ENABLE_PUSH,
  SETTINGS_INITIAL_WINDOW_SIZE,
  SETTINGS_MAX_HEADER_LIST_SIZE,
  WINDOW_UPDATE,
} from './frame-types.ts';
import { MAX_HEADER_LIST_BYTES } from './response-fields.ts';

/*
 * Frames as texts with one character for each byte. Node writes those without a Buffer of their own, and a text that
 * waits in a socket cannot be overwritten by the next one.
 */

/** Go's windows. */
export const STREAM_WINDOW_BYTES = 4 * 1024 * 1024;
export const CONNECTION_WINDOW_BYTES = 1024 * 1024 * 1024;

const MAGIC = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** What a client says first. */
export const PREFACE: string =
  MAGIC +
  frame(
    SETTINGS,
    0,
    0,
    setting(SETTINGS_ENABLE_PUSH, 0) +
      setting(SETTINGS_INITIAL_WINDOW_SIZE, STREAM_WINDOW_BYTES) +
      setting(SETTINGS_MAX_HEADER_LIST_SIZE, MAX_HEADER_LIST_BYTES),
  ) +
  windowUpdateFrame(0, CONNECTION_WINDOW_BYTES);

export const SETTINGS_ACK: string = frame(SETTINGS, FLAG_ACK, 0, '');

export function pingAckFrame(payload: string): string {
  return frame(PING, FLAG_ACK, 0, payload);
}

export function windowUpdateFrame(streamId: number, bytes: number): string {
  return frame(WINDOW_UPDATE, 0, streamId, uint32(bytes));
}

export function resetFrame(streamId: number, errorCode: number): string {
  return frame(RST_STREAM, 0, streamId, uint32(errorCode));
}

export function goawayFrame(errorCode: number): string {
  return frame(GOAWAY, 0, 0, uint32(0) + uint32(errorCode));
}

export function dataHead(streamId: number, length: number, isLast: boolean): string {
  return frameHead(DATA, isLast ? FLAG_END_STREAM : 0, length) + uint32(streamId);
}

/** The frames of a request's head but for the number of its stream, which stands between the parts. */
export interface HeadFrames {
  readonly parts: readonly string[];
}

export function headFrames(block: string, endsStream: boolean): HeadFrames {
  const endStream = endsStream ? FLAG_END_STREAM : 0;
  if (block.length <= DEFAULT_MAX_FRAME_BYTES) {
    return { parts: [frameHead(HEADERS, endStream | FLAG_END_HEADERS, block.length), block] };
  }
  const parts: string[] = [];
  let before = '';
  for (let at = 0; at < block.length; at += DEFAULT_MAX_FRAME_BYTES) {
    const piece = block.slice(at, at + DEFAULT_MAX_FRAME_BYTES);
    const endHeaders = at + piece.length === block.length ? FLAG_END_HEADERS : 0;
    const head =
      at === 0
        ? frameHead(HEADERS, endStream | endHeaders, piece.length)
        : frameHead(CONTINUATION, endHeaders, piece.length);
    parts.push(before + head);
    before = piece;
  }
  parts.push(before);
  return { parts };
}

/** Hot path. */
export function headFramesOf({ parts }: HeadFrames, streamId: number): string {
  const id = uint32(streamId);
  if (parts.length === 2) return `${parts[0]}${id}${parts[1]}`;
  return parts.join(id);
}

function frame(type: number, flags: number, streamId: number, payload: string): string {
  return frameHead(type, flags, payload.length) + uint32(streamId) + payload;
}

/** All but the number of the stream. */
function frameHead(type: number, flags: number, length: number): string {
  return String.fromCharCode((length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff, type, flags);
}

function uint32(value: number): string {
  return String.fromCharCode(value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}

function setting(id: number, value: number): string {
  return String.fromCharCode(id >> 8, id & 0xff) + uint32(value);
}
