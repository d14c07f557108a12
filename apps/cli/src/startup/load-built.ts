import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** Length of what the build ends a file with and begins its code cache with, so that they are never mixed up. */
const STAMP_LENGTH = 64;

/**
 * The exports of a file that the build has made a function. Like `require()`, but with the code V8 compiled when the
 * program was built: without it, a short run spends more time on compiling than on anything else. V8 refuses what
 * another version of itself made, and compiles anew.
 */
export function loadBuilt(file: string, require: NodeJS.Require): unknown {
  // The build writes nothing but ASCII, which is read fastest this way.
  const source = readFileSync(file, 'latin1');
  const cachedData = readCodeCache(`${file}.cache`, source.slice(-STAMP_LENGTH));
  const script = new Script(source, {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  return module.exports;
}

function readCodeCache(file: string, stamp: string): Buffer | undefined {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch {
    return undefined; // The program runs without it.
  }
  return content.toString('latin1', 0, STAMP_LENGTH) === stamp ? content.subarray(STAMP_LENGTH) : undefined;
}
