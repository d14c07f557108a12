import { types } from 'node:util';
import { goTypeName } from '@squall/core';
import { encodeForm } from './form-encoding.ts';
import { encodeMultipart, isFile } from './multipart.ts';
import { PreparationError } from './preparation-error.ts';

/** A request body before compression. */
export interface RequestBody {
  readonly bytes: Uint8Array;
  /** The header k6 adds; '' for none. */
  readonly contentType: string;
}

/** The body of a script's value; null when it stands for none. @throws PreparationError */
export function encodeBody(value: unknown): RequestBody | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return { bytes: Buffer.from(value, 'utf8'), contentType: '' };
  if (types.isAnyArrayBuffer(value)) return { bytes: Buffer.from(new Uint8Array(value)), contentType: '' };
  if (types.isUint8Array(value)) return { bytes: Buffer.from(value), contentType: '' };
  if (isFormObject(value)) return encodeFields(value);
  throw new PreparationError(`unknown request body type ${goTypeName(value)}`);
}

function isFormObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !ArrayBuffer.isView(value) && !types.isDate(value);
}

function encodeFields(fields: object): RequestBody {
  if (Object.keys(fields).some((key) => isFile(Reflect.get(fields, key)))) return encodeMultipart(fields);
  return { bytes: Buffer.from(encodeForm(fields)), contentType: 'application/x-www-form-urlencoded' };
}
