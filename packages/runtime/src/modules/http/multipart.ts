import { randomBytes } from 'node:crypto';
import { types } from 'node:util';
import { goFormat } from './go-format.ts';

/** What `http.file()` made, with its content as bytes. */
export interface FileData {
  readonly data: unknown;
  readonly filename: string;
  readonly content_type: string;
}

const files = new WeakSet<object>();

/** Marks an object of a script as the result of `http.file()`. */
export function markAsFile(file: object): void {
  files.add(file);
}

export function isFile(value: unknown): value is FileData {
  return typeof value === 'object' && value !== null && files.has(value);
}

export interface MultipartBody {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

export function encodeMultipart(fields: object): MultipartBody {
  const boundary = randomBytes(30).toString('hex');
  const chunks: Uint8Array[] = [];
  for (const key of Object.keys(fields)) {
    const value: unknown = Reflect.get(fields, key);
    const opening = `${chunks.length === 0 ? '' : '\r\n'}--${boundary}\r\n`;
    chunks.push(Buffer.from(opening + partHeader(key, value)), partContent(value));
  }
  chunks.push(Buffer.from(`\r\n--${boundary}--\r\n`));
  return { bytes: Buffer.concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}

function partHeader(name: string, value: unknown): string {
  if (!isFile(value)) return `Content-Disposition: form-data; name="${escapeQuotes(name)}"\r\n\r\n`;
  const disposition = `form-data; name="${name}"; filename="${escapeQuotes(value.filename)}"`;
  return `Content-Disposition: ${disposition}\r\nContent-Type: ${value.content_type}\r\n\r\n`;
}

function partContent(value: unknown): Uint8Array {
  if (!isFile(value)) return Buffer.from(goFormat(value));
  const { data } = value;
  if (types.isAnyArrayBuffer(data)) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.from(String(data));
}

function escapeQuotes(text: string): string {
  return text.replace(/[\\"]/g, '\\$&');
}
