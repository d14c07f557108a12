import type { Output } from '@squall/core';
import { isStdout } from '../file/destination.ts';
import { FileOutput } from '../file/file-output.ts';
import type { OutputContext } from '../output-context.ts';
import { readCsvConfig } from './csv-config.ts';
import { CsvLines } from './csv-lines.ts';
import { timeFormatter } from './time-format.ts';

/** `--out csv[=FILE]` or `--out csv=key=value,…`. */
export function createCsvOutput(argument: string, context: OutputContext): Output {
  const { fileName, timeFormat } = readCsvConfig(argument, context);
  return new FileOutput({
    name: 'csv',
    description: isStdout(fileName) ? 'csv (stdout)' : `csv (${fileName})`,
    fileName,
    format: new CsvLines(context.systemTags, timeFormatter(timeFormat)),
    context,
  });
}
