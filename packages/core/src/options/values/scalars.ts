import { goQuote } from '../../errors/go-quote.ts';
import { parseDecimalInt, parseGoBool, parseIntLiteral } from './go-numbers.ts';
import { decodedTypeName, isRecord, OptionError, type Place, typeMismatch } from './option-error.ts';
import { lastOf, type OptionType } from './option-type.ts';

function cannotUnmarshal(json: unknown, goType: string): OptionError {
  return new OptionError(`json: cannot unmarshal ${decodedTypeName(json)} into Go value of type ${goType}`);
}

export const bool: OptionType<boolean> = {
  goType: 'null.Bool',
  flagKind: 'bool',
  fromJSON(json) {
    if (typeof json === 'boolean') return json;
    throw cannotUnmarshal(json, 'null.Bool');
  },
  fromEnv(text) {
    if (text === 'null') return undefined;
    if (text === 'true') return true;
    if (text === 'false') return false;
    throw new OptionError(`invalid input:${text}`);
  },
  fromFlag: (values) => parseGoBool(lastOf(values)),
  toJSON: (value) => value,
};

export const int: OptionType<number> = {
  goType: 'null.Int',
  flagKind: 'int',
  fromJSON: (json, place) => intFromJSON(json, place),
  fromEnv: (text) => (text === 'null' ? undefined : parseDecimalInt(text)),
  fromFlag: (values) => parseIntLiteral(lastOf(values)),
  toJSON: (value) => value,
};

function intFromJSON(json: unknown, place: Place): number | undefined {
  if (typeof json === 'string') return json === '' ? undefined : parseDecimalInt(json);
  if (typeof json !== 'number') throw cannotUnmarshal(json, 'null.Int');
  if (Number.isInteger(json)) return json;
  throw new OptionError(
    `json: cannot unmarshal number ${json} into Go struct field Options.${place.field} of type int64`,
    `${goQuote(place.key)}:`,
  );
}

export const string: OptionType<string> = {
  goType: 'null.String',
  flagKind: 'string',
  fromJSON(json) {
    if (typeof json === 'string') return json;
    throw cannotUnmarshal(json, 'null.String');
  },
  fromEnv: (text) => text,
  fromFlag: lastOf,
  toJSON: (value) => value,
};

/** Handed through untouched: `ext`, `cloud`, `collectors`. */
export const rawObject: OptionType<Readonly<Record<string, unknown>>> = {
  goType: 'json.RawMessage',
  flagKind: 'string',
  fromJSON(json, place) {
    if (!isRecord(json)) throw typeMismatch(json, place, 'map[string]json.RawMessage');
    return json;
  },
  fromEnv: () => undefined,
  fromFlag: () => undefined,
  toJSON: (value) => value,
};
