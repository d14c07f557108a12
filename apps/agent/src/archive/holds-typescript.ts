import { closeSync, openSync, readSync } from 'node:fs';

const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
const SIZE = { from: 124, to: 136 };
const TYPESCRIPT = /\.[cm]?tsx?(\0|$|\n)/;

/** Whether an archive has files that are TypeScript by their names: reads only the headers. */
export function holdsTypeScript(archive: string): boolean {
  const file = openSync(archive, 'r');
  try {
    const block = Buffer.alloc(BLOCK_BYTES);
    for (let position = 0; readSync(file, block, 0, BLOCK_BYTES, position) === BLOCK_BYTES; ) {
      const name = block.toString('latin1', 0, NAME_BYTES);
      if (TYPESCRIPT.test(name)) return true;
      const size = Number.parseInt(block.toString('latin1', SIZE.from, SIZE.to), 8) || 0;
      // Names that are too long for a header stand in a small entry of their own.
      if (size <= BLOCK_BYTES && readSync(file, block, 0, BLOCK_BYTES, position + BLOCK_BYTES) > 0) {
        if (/^\d+ path=/.test(block.toString('latin1')) && TYPESCRIPT.test(block.toString('latin1')))
          return true;
      }
      position += BLOCK_BYTES + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    }
    return false;
  } finally {
    closeSync(file);
  }
}
