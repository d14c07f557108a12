import { ProtocolError } from '../protocol-error.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

// Ids are dense from 0; this many series no run survives anyway, and sparse arrays are slow.
const MAX_ID = 2 ** 24;

const WHOLE = 0;
const FRACTIONAL = 1;

/** Ids as differences: they mostly rise by one. */
export function writeIds(writer: ByteWriter, ids: Uint32Array): void {
  writer.varint(ids.length);
  let before = -1;
  for (const id of ids) {
    writer.signed(id - before - 1);
    before = id;
  }
}

export function readIds(reader: ByteReader): Uint32Array {
  const ids = new Uint32Array(reader.length(1));
  let before = -1;
  for (let i = 0; i < ids.length; i++) {
    const id = before + 1 + reader.signed();
    if (id < 0 || id > MAX_ID) throw new ProtocolError(`${id} is no id`);
    ids[i] = id;
    before = id;
  }
  return ids;
}

/** Hot path: amounts that are whole numbers in practice are short, everything else is exact. */
export function writeNumbers(writer: ByteWriter, values: Float64Array): void {
  const isWhole = values.every((value) => Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0));
  writer.byte(isWhole ? WHOLE : FRACTIONAL);
  if (isWhole) for (const value of values) writer.varint(value);
  else for (const value of values) writer.float64(value);
}

/** As many as were written; the caller knows how many. */
export function readNumbers(reader: ByteReader, length: number): Float64Array {
  const kind = reader.byte();
  const values = new Float64Array(length);
  if (kind === WHOLE) for (let i = 0; i < length; i++) values[i] = reader.varint();
  else if (kind === FRACTIONAL) for (let i = 0; i < length; i++) values[i] = reader.float64();
  else throw new ProtocolError(`column of unknown kind ${kind}`);
  return values;
}

export function writeCounts(writer: ByteWriter, counts: Float64Array): void {
  for (const count of counts) writer.varint(count);
}

export function readCounts(reader: ByteReader, length: number): Float64Array {
  const counts = new Float64Array(length);
  for (let i = 0; i < length; i++) counts[i] = reader.varint();
  return counts;
}

/** Where the parts of a shared column end, as their lengths. */
export function writeEnds(writer: ByteWriter, ends: Uint32Array): void {
  let before = 0;
  for (const end of ends) {
    writer.varint(end - before);
    before = end;
  }
}

export function readEnds(reader: ByteReader, length: number): Uint32Array {
  const ends = new Uint32Array(length);
  let end = 0;
  for (let i = 0; i < length; i++) {
    end += reader.varint();
    if (end > 0xffffffff) throw new ProtocolError('a column is too long');
    ends[i] = end;
  }
  return ends;
}
