import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { systemErrorText, UserError } from '@squall/core';

/** Where an output's text goes. */
export interface Destination {
  /** Undefined when there is room for more, otherwise a promise that settles when there is. */
  write(text: string): Promise<void> | undefined;
  close(): Promise<void>;
}

export interface DestinationOptions {
  /** A file, compressed when it ends with `.gz`; empty or `-` is stdout. */
  readonly fileName: string;
  readonly stdout: Writable;
  readonly workingDirectory: string;
  /** Called once, for the first failed write; what comes after it is dropped. */
  readonly onError: (error: Error) => void;
}

export function isStdout(fileName: string): boolean {
  return fileName === '' || fileName === '-';
}

/** @throws UserError when the file cannot be created. */
export async function openDestination(options: DestinationOptions): Promise<Destination> {
  const { fileName, stdout, workingDirectory } = options;
  if (isStdout(fileName)) return new StreamDestination(stdout, options.onError, () => Promise.resolve());
  const file = await openFile(fileName, workingDirectory);
  if (!fileName.endsWith('.gz')) return new StreamDestination(file, options.onError, () => end(file));
  // Samples repeat themselves so much that more effort than the least hardly makes them smaller.
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  file.on('error', (error) => gzip.destroy(error));
  gzip.pipe(file);
  return new StreamDestination(gzip, options.onError, async () => {
    gzip.end();
    await finished(file);
  });
}

class StreamDestination implements Destination {
  readonly #stream: Writable;
  readonly #end: () => Promise<void>;
  readonly #onStreamError: (error: Error) => void;
  #failed = false;

  constructor(stream: Writable, onError: (error: Error) => void, end: () => Promise<void>) {
    this.#stream = stream;
    this.#end = end;
    this.#onStreamError = (error) => {
      if (this.#failed) return;
      this.#failed = true;
      onError(error);
    };
    stream.on('error', this.#onStreamError);
  }

  write(text: string): Promise<void> | undefined {
    if (this.#failed || this.#stream.write(text)) return undefined;
    // A failure is reported by the error listener; whoever waits just goes on.
    return once(this.#stream, 'drain').then(
      () => undefined,
      () => undefined,
    );
  }

  async close(): Promise<void> {
    if (this.#failed) return;
    try {
      await this.#end();
    } catch (error) {
      this.#onStreamError(error as Error);
    }
    this.#stream.off('error', this.#onStreamError);
  }
}

async function openFile(fileName: string, workingDirectory: string): Promise<WriteStream> {
  const file = createWriteStream(path.resolve(workingDirectory, fileName), {
    highWaterMark: 4 * 1024 * 1024,
  });
  try {
    await once(file, 'open');
  } catch (error) {
    throw openError(fileName, error as NodeJS.ErrnoException);
  }
  return file;
}

async function end(file: WriteStream): Promise<void> {
  file.end();
  await finished(file);
}

function openError(fileName: string, error: NodeJS.ErrnoException): UserError {
  return new UserError('INVALID_OUTPUT', `open ${fileName}: ${systemErrorText(error)}`, { cause: error });
}
