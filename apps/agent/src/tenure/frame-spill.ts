import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameSpill } from '@squall/protocol';

/** Frames as files of a folder. */
export class FolderSpill implements FrameSpill {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  write(sequence: number, frame: Uint8Array): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(this.#path(sequence), frame);
  }

  read(sequence: number): Uint8Array {
    return readFileSync(this.#path(sequence));
  }

  remove(sequence: number): void {
    rmSync(this.#path(sequence), { force: true });
  }

  #path(sequence: number): string {
    return join(this.#folder, `${sequence}.frame`);
  }
}
