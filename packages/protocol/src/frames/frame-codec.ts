import { ByteReader } from '../binary/byte-reader.ts';
import { ByteWriter } from '../binary/byte-writer.ts';
import { ProtocolError } from '../protocol-error.ts';
import type { MetricFrame } from './metric-frame.ts';
import { readSamples, writeSamples } from './samples-codec.ts';
import { readWindow, writeWindow } from './window-codec.ts';

/** First byte of a frame. */
export const METRIC_FRAME = 1;

const BYTES_PER_SCENARIO = 2;

/** Hot path of agents and, more so, of the coordinator: one a second for each instance. */
export function encodeMetricFrame(frame: MetricFrame): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(METRIC_FRAME);
  writer.text(frame.tenure.runId);
  writer.varint(frame.tenure.instance);
  writer.varint(frame.tenure.epoch);
  writer.varint(frame.sequence);
  writer.float64(frame.elapsedMs);
  const done = Object.entries(frame.iterationsDone);
  writer.varint(done.length);
  for (const [scenario, iterations] of done) {
    writer.text(scenario);
    writer.varint(iterations);
  }
  writer.byte(frame.window === undefined ? 0 : 1);
  if (frame.window !== undefined) writeWindow(writer, frame.window);
  writeSamples(writer, frame.samples);
  return writer.finish();
}

/** @throws ProtocolError */
export function decodeMetricFrame(bytes: Uint8Array): MetricFrame {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== METRIC_FRAME) throw new ProtocolError('not a metric frame');
  const frame: MetricFrame = {
    type: 'metric-frame',
    tenure: { runId: reader.text(), instance: reader.varint(), epoch: reader.varint() },
    sequence: reader.varint(),
    elapsedMs: reader.float64(),
    iterationsDone: readIterations(reader),
    window: readFlag(reader) ? readWindow(reader) : undefined,
    samples: readSamples(reader),
  };
  reader.end();
  return frame;
}

function readIterations(reader: ByteReader): Readonly<Record<string, number>> {
  const entries: [string, number][] = [];
  for (let left = reader.length(BYTES_PER_SCENARIO); left > 0; left--) {
    entries.push([reader.text(), reader.varint()]);
  }
  return Object.fromEntries(entries);
}

function readFlag(reader: ByteReader): boolean {
  const flag = reader.byte();
  if (flag > 1) throw new ProtocolError(`a flag is ${flag}`);
  return flag === 1;
}
