import type { Output } from '@squall/core';
import { isStdout } from '../file/destination.ts';
import { FileOutput } from '../file/file-output.ts';
import type { OutputContext } from '../output-context.ts';
import { JsonLines } from './json-lines.ts';

/** `--out json[=FILE]`: newline-delimited JSON, to stdout without a file. */
export function createJsonOutput(argument: string, context: OutputContext): Output {
  return new FileOutput({
    name: 'json',
    description: isStdout(argument) ? 'json(stdout)' : `json (${argument})`,
    fileName: argument,
    format: new JsonLines(),
    context,
  });
}
