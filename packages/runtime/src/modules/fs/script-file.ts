import { posix } from 'node:path';
import { types } from 'node:util';
import type { Realm } from '../../sandbox/contract.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { namedError } from '../error-values.ts';

export const SEEK_MODE = { Start: 0, Current: 1, End: 2 } as const;

/** A file a script has open: shared bytes with a position of its own. */
export class OpenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  #offset = 0;

  constructor(path: string, bytes: Uint8Array) {
    this.path = path;
    this.bytes = bytes;
  }

  /** How many bytes it put into the buffer; null at the end of the file. */
  read(buffer: Uint8Array): number | null {
    if (this.#offset >= this.bytes.length) return null;
    const piece = this.bytes.subarray(this.#offset, this.#offset + buffer.length);
    buffer.set(piece);
    this.#offset += piece.length;
    return piece.length;
  }

  /** @throws FileFailure */
  seek(offset: number, whence: number): number {
    const target = this.#target(offset, whence);
    if (target < 0) throw new FileFailure('seeking before start of file');
    // The end is the last byte, so a file can be read up to its end but not be sought to it.
    if (target > this.#last) throw new FileFailure('seeking beyond end of file');
    this.#offset = target;
    return target;
  }

  get #last(): number {
    return this.bytes.length - 1;
  }

  #target(offset: number, whence: number): number {
    switch (whence) {
      case SEEK_MODE.Start:
        if (offset < 0) throw new FileFailure('offset cannot be negative when using SeekModeStart');
        return offset;
      case SEEK_MODE.Current:
        return this.#offset + offset;
      default:
        if (offset > 0) throw new FileFailure('offset cannot be positive when using SeekModeEnd');
        return this.#last + offset;
    }
  }
}

/** What a script did wrong with a file: a `TypeError` of its own kind. */
export class FileFailure extends Error {}

const files = new WeakMap<object, OpenFile>();

/** What is behind a File of a script. */
export function openFileOf(value: unknown): OpenFile | undefined {
  return typeof value === 'object' && value !== null ? files.get(value) : undefined;
}

/** A File as scripts see it; all its methods give promises. */
export function fileObject({ realm, loop }: VUContext, file: OpenFile): object {
  const object = realm.createObject();
  const method = (name: string, length: number, body: (...args: unknown[]) => unknown): void => {
    object[name] = realm.native(name, length, (...args: unknown[]) => {
      const { promise, resolve, reject } = loop.promise();
      try {
        resolve(body(...args));
      } catch (error) {
        if (!(error instanceof FileFailure)) throw error;
        reject(namedError(realm, 'TypeError', error.message));
      }
      return promise;
    });
  };
  object.path = file.path;
  method('stat', 0, () => describe(realm, file));
  method('read', 1, (into) => file.read(requireUint8Array(into)));
  method('seek', 2, (offset, whence) => file.seek(requireOffset(offset), requireWhence(whence)));
  files.set(object, file);
  return object;
}

function describe(realm: Realm, { path, bytes }: OpenFile): object {
  return realm.clone({ name: posix.basename(path), size: bytes.length });
}

/** All of the memory behind the array, as k6 fills it. */
function requireUint8Array(value: unknown): Uint8Array {
  if (value === undefined || value === null) {
    throw new FileFailure('read() failed; reason: into argument cannot be null or undefined');
  }
  if (!types.isUint8Array(value)) {
    throw new FileFailure('read() failed; reason: into argument must be a Uint8Array');
  }
  return new Uint8Array(value.buffer);
}

function requireOffset(value: unknown): number {
  if (value === undefined || value === null) {
    throw new FileFailure('seek() failed; reason: the offset argument cannot be null or undefined');
  }
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new FileFailure('seek() failed; reason: the offset argument must be a number');
}

function requireWhence(value: unknown): number {
  if (value === SEEK_MODE.Start || value === SEEK_MODE.Current || value === SEEK_MODE.End) return value;
  throw new FileFailure('seek() failed; reason: the whence argument must be a SeekMode');
}
