import { goQuote } from '../../errors/go-quote.ts';
import { UserError } from '../../errors/user-error.ts';
import { CONFIG_TABLE, type Config, OPTION_TABLE } from '../option-table.ts';
import { problemOf } from '../values/option-error.ts';
import { readJSONLayer } from './json-layer.ts';
import { jsonSyntaxProblem } from './json-syntax.ts';

const TABLE = { ...OPTION_TABLE, ...CONFIG_TABLE };

/** Reads the text of a configuration file; `path` is for messages. Unknown keys mean nothing. */
export function parseConfigFileLayer(text: string, path: string): Config {
  const problem = jsonSyntaxProblem(text);
  if (problem !== undefined) throw unreadable(path, problem);
  const json: unknown = JSON.parse(text);
  if (json === null) return {};
  try {
    return readJSONLayer(json, TABLE).values;
  } catch (error) {
    throw unreadable(path, problemOf(error));
  }
}

function unreadable(path: string, problem: string): UserError {
  return new UserError(
    'INVALID_CONFIG_FILE',
    'failed to load the configuration file from the local file system: ' +
      `couldn't parse the configuration from ${goQuote(path)}: ${problem}`,
  );
}
