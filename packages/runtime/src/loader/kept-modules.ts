import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@squall/core';

export interface KeptModulesParts {
  /** Where copies are kept from run to run. */
  readonly folder: string;
  /** @throws Error whose message is the reason */
  readonly fetch: (url: string) => Uint8Array;
  readonly log: Logger;
}

const DIGEST_BYTES = 32;

/**
 * Fetches modules and keeps a copy of each, which serves when the server cannot be reached: for a build that must not
 * fail because somebody else's server does. A copy begins with the SHA-256 of what follows, so that one that is cut
 * off or changed is none.
 */
export function fetchKeepingCopies({ folder, fetch, log }: KeptModulesParts): (url: string) => Uint8Array {
  return (url) => {
    const file = join(folder, createHash('sha256').update(url).digest('hex'));
    try {
      const body = fetch(url);
      keep(file, body);
      return body;
    } catch (error) {
      // What a server says of a module is the truth; what no server says may be temporary.
      const copy = (error as Error).message.startsWith('Get "') ? copyIn(file) : undefined;
      if (copy === undefined) throw error;
      log.log('warning', `${url} cannot be fetched; the copy of an earlier run is used`, {
        error: (error as Error).message,
      });
      return copy;
    }
  };
}

function keep(file: string, body: Uint8Array): void {
  try {
    const digest = digestOf(body);
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
    // Another run may read it, or write it too, at the same time.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, Buffer.concat([digest, body]), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // A run needs no copies; there may be no home folder, or no room.
  }
}

function copyIn(file: string): Uint8Array | undefined {
  try {
    const bytes = readFileSync(file);
    const body = bytes.subarray(DIGEST_BYTES);
    return digestOf(body).equals(bytes.subarray(0, DIGEST_BYTES)) ? body : undefined;
  } catch {
    return undefined;
  }
}

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
