import type { MetricDefinition, SeriesDefinition, SeriesDefinitions } from '@squall/core';
import type { ByteReader } from '../binary/byte-reader.ts';
import type { ByteWriter } from '../binary/byte-writer.ts';
import { ProtocolError } from '../protocol-error.ts';

// Their places are what travels: only ever add at the end.
const TYPES = ['counter', 'gauge', 'rate', 'trend'] as const;
const CONTENTS = ['default', 'time', 'data'] as const;
const MAX_ID = 2 ** 24;
const BYTES_PER_DEFINITION = 3;
const BYTES_PER_TAG = 2;

export function writeDefinitions(writer: ByteWriter, { metrics, series }: SeriesDefinitions): void {
  writer.varint(metrics.length);
  for (const { id, name, type, contains } of metrics) {
    writer.varint(id);
    writer.text(name);
    writer.byte(TYPES.indexOf(type) * CONTENTS.length + CONTENTS.indexOf(contains));
  }
  writer.varint(series.length);
  for (const { id, metricId, tags } of series) {
    writer.varint(id);
    writer.varint(metricId);
    writeTags(writer, tags);
  }
}

export function readDefinitions(reader: ByteReader): SeriesDefinitions {
  const metrics: MetricDefinition[] = [];
  for (let left = reader.length(BYTES_PER_DEFINITION); left > 0; left--) {
    metrics.push({ id: readId(reader), name: reader.text(), ...readKind(reader) });
  }
  const series: SeriesDefinition[] = [];
  for (let left = reader.length(BYTES_PER_DEFINITION); left > 0; left--) {
    series.push({ id: readId(reader), metricId: readId(reader), tags: readTags(reader) });
  }
  return { metrics, series };
}

function readKind(reader: ByteReader): Pick<MetricDefinition, 'type' | 'contains'> {
  const kind = reader.byte();
  const type = TYPES[Math.floor(kind / CONTENTS.length)];
  const contains = CONTENTS[kind % CONTENTS.length];
  if (type === undefined || contains === undefined) throw new ProtocolError(`metric of unknown kind ${kind}`);
  return { type, contains };
}

function readId(reader: ByteReader): number {
  const id = reader.varint();
  if (id > MAX_ID) throw new ProtocolError(`${id} is no id`);
  return id;
}

export function writeTags(writer: ByteWriter, tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  writer.varint(entries.length);
  for (const [key, value] of entries) {
    writer.text(key);
    writer.text(value);
  }
}

export function readTags(reader: ByteReader): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  for (let left = reader.length(BYTES_PER_TAG); left > 0; left--)
    entries.push([reader.text(), reader.text()]);
  return Object.fromEntries(entries);
}
