import { goQuote } from '../../errors/go-quote.ts';
import { UserError } from '../../errors/user-error.ts';
import type { Notice } from '../notice.ts';
import { OPTION_TABLE, type Options } from '../option-table.ts';
import { OptionError, problemOf } from '../values/option-error.ts';
import { type JSONLayer, readJSONLayer } from './json-layer.ts';

export interface ScriptLayer {
  readonly options: Options;
  readonly notices: readonly Notice[];
}

/** Reads what the script exports as `options`, or the options of an archive. */
export function parseScriptLayer(exported: unknown): ScriptLayer {
  if (exported === undefined || exported === null) return { options: {}, notices: [] };
  const { values, unknownKeys } = readOptions(toPlainData(exported));
  return { options: values, notices: noticesAbout(unknownKeys, exported) };
}

function readOptions(json: unknown): JSONLayer {
  try {
    return readJSONLayer(json, OPTION_TABLE);
  } catch (error) {
    throw asInvalidOption(error);
  }
}

function asInvalidOption(error: unknown): UserError {
  const problem = problemOf(error);
  const snippet = error instanceof OptionError ? error.snippet : undefined;
  const context =
    snippet === undefined ? '' : `parsing options from script got error while parsing ${goQuote(snippet)}: `;
  return new UserError('INVALID_OPTION', context + problem);
}

function noticesAbout(unknownKeys: readonly string[], exported: object): readonly Notice[] {
  const notices: Notice[] = [];
  const strange = unknownKeys.filter((key) => key !== 'features');
  if (strange[0] !== undefined) {
    notices.push({
      level: 'warning',
      message: 'There were unknown fields in the options exported in the script',
      fields: { error: `json: unknown field ${goQuote(strange[0])}` },
    });
  }
  const features = (exported as { readonly features?: unknown }).features;
  if (features !== undefined && features !== null) {
    notices.push({
      level: 'warning',
      message:
        'Feature flags in script options are not supported; use --features, K6_FEATURES, or the JSON config',
      fields: { source: 'options' },
    });
  }
  return notices;
}

/** The options as JSON could carry them; they come from the script's own realm. */
function toPlainData(value: unknown): unknown {
  switch (typeof value) {
    case 'function':
      throw notSerialisable('json: unsupported type: func(sobek.FunctionCall) sobek.Value');
    case 'number':
      if (!Number.isFinite(value)) throw notSerialisable(`json: unsupported value: ${goNumber(value)}`);
      return value;
    case 'object':
      return value === null ? null : compositeToPlainData(value);
    case 'string':
    case 'boolean':
      return value;
    default:
      return null;
  }
}

function compositeToPlainData(value: object): unknown {
  if (Array.isArray(value)) return value.map(toPlainData);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlainData(item)]));
}

function goNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

function notSerialisable(reason: string): UserError {
  return new UserError('INVALID_SCRIPT_EXPORTS', `error parsing script options: ${reason}`);
}
