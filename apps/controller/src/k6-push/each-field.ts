import type { BinaryReader } from '@bufbuild/protobuf/wire';

/** Calls back with each field of a message; what it does not read is skipped. */
export function eachField(
  reader: BinaryReader,
  read: (field: number, reader: BinaryReader) => boolean,
): void {
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (!read(field, reader)) reader.skip(wireType, field);
  }
}
