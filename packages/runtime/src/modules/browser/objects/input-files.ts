import { Refusal } from '../bridge/failure.ts';
import { toHost } from '../bridge/to-host.ts';

interface InputFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Files a script puts into an input: only such as it has itself, none of this machine. */
export function inputFiles(files: unknown): InputFile[] {
  const given = toHost(files);
  if (given === undefined || given === null) return [];
  return (Array.isArray(given) ? given : [given]).map(readFile);
}

function readFile(file: unknown): InputFile {
  const { name, mimeType, buffer } = Object(file) as Record<string, unknown>;
  if (typeof name !== 'string' || !(typeof buffer === 'string' || Buffer.isBuffer(buffer))) {
    throw new Refusal('a file must be an object with name, mimeType and buffer');
  }
  return {
    name,
    mimeType: typeof mimeType === 'string' ? mimeType : '',
    // A string holds base64, as in k6.
    buffer: typeof buffer === 'string' ? Buffer.from(buffer, 'base64') : buffer,
  };
}
