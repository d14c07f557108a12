import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemErrorText } from '@squall/core';
import type { OutputContext } from '../output-context.ts';

/** The content of a certificate or key. */
export function readTlsFile(
  file: string,
  { workingDirectory }: Pick<OutputContext, 'workingDirectory'>,
): Buffer {
  try {
    return readFileSync(path.resolve(workingDirectory, file));
  } catch (error) {
    throw new Error(`open ${file}: ${systemErrorText(error as NodeJS.ErrnoException)}`, { cause: error });
  }
}
