import type { MetricWindow } from '@squall/core';
import { ByteReader } from '../binary/byte-reader.ts';
import { ByteWriter } from '../binary/byte-writer.ts';
import { readWindow, writeWindow } from './window-codec.ts';

/** A window by itself, in the form it has inside of frames. */
export function encodeWindow(window: MetricWindow): Uint8Array {
  const writer = new ByteWriter();
  writeWindow(writer, window);
  return writer.finish();
}

/** @throws ProtocolError */
export function decodeWindow(bytes: Uint8Array): MetricWindow {
  const reader = new ByteReader(bytes);
  const window = readWindow(reader);
  reader.end();
  return window;
}
