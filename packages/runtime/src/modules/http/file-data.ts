import { types } from 'node:util';
import { goTypeName } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import { markAsFile } from './multipart.ts';

interface FileNames {
  readonly filename: unknown;
  readonly contentType: unknown;
}

/** `http.file()`. @throws GoError */
export function createFile(realm: Realm, data: unknown, { filename, contentType }: FileNames): object {
  if (typeof data !== 'string' && !types.isAnyArrayBuffer(data) && !types.isUint8Array(data)) {
    throw realm.goError(`invalid type ${goTypeName(data)}, expected string or ArrayBuffer`);
  }
  const file = realm.createObject();
  file.data = data;
  file.filename = isAbsent(filename) ? nanoseconds() : String(filename);
  file.content_type = isAbsent(contentType) ? 'application/octet-stream' : String(contentType);
  markAsFile(file);
  return file;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function nanoseconds(): string {
  return String(BigInt(Math.floor((performance.timeOrigin + performance.now()) * 1000)) * 1000n);
}
