import type { SampleBatch } from '@squall/core';
import type { ByteReader } from '../binary/byte-reader.ts';
import type { ByteWriter } from '../binary/byte-writer.ts';
import { readIds, readNumbers, writeIds, writeNumbers } from '../binary/columns.ts';
import { ProtocolError } from '../protocol-error.ts';
import { readDefinitions, readTags, writeDefinitions, writeTags } from './definitions-codec.ts';

const BYTES_PER_BATCH = 6;

export function writeSamples(writer: ByteWriter, batches: readonly SampleBatch[]): void {
  writer.varint(batches.length);
  for (const batch of batches) writeBatch(writer, batch);
}

export function readSamples(reader: ByteReader): SampleBatch[] {
  return Array.from({ length: reader.length(BYTES_PER_BATCH) }, () => readBatch(reader));
}

function writeBatch(writer: ByteWriter, batch: SampleBatch): void {
  writeDefinitions(writer, batch.definitions);
  writeIds(writer, batch.seriesIds);
  writeNumbers(writer, batch.values);
  writeNumbers(writer, batch.timesMs);
  writer.varint(batch.metadata.length);
  for (const metadata of batch.metadata) writeTags(writer, metadata);
  writer.byte(batch.metadataIds === undefined ? 0 : 1);
  for (const id of batch.metadataIds ?? []) writer.varint(id);
}

function readBatch(reader: ByteReader): SampleBatch {
  const definitions = readDefinitions(reader);
  const seriesIds = readIds(reader);
  const values = readNumbers(reader, seriesIds.length);
  const timesMs = readNumbers(reader, seriesIds.length);
  const metadata = Array.from({ length: reader.length(1) }, () => readTags(reader));
  const batch = { definitions, seriesIds, values, timesMs, metadata };
  if (reader.byte() === 0) return batch;
  return { ...batch, metadataIds: readMetadataIds(reader, seriesIds.length, metadata.length) };
}

function readMetadataIds(reader: ByteReader, length: number, known: number): Uint32Array {
  const ids = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    const id = reader.varint();
    if (id > known) throw new ProtocolError('a sample refers to metadata that is not there');
    ids[i] = id;
  }
  return ids;
}
