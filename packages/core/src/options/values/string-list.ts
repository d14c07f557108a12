import { isRecord, OptionError, type Place, typeMismatch } from './option-error.ts';
import type { OptionType } from './option-type.ts';

/** The items of a JSON list, or a type mismatch in Go's words. */
export function listFromJSON(json: unknown, place: Place, goType: string): readonly unknown[] {
  if (!Array.isArray(json)) throw typeMismatch(json, place, goType);
  return json;
}

/** One item that has to be a string; null counts as the empty string, as in Go. */
export function stringFromJSON(json: unknown, place: Place): string {
  if (json === null) return '';
  if (typeof json !== 'string') throw typeMismatch(json, place, 'string');
  return json;
}

export const stringList: OptionType<readonly string[]> = {
  goType: '[]string',
  flagKind: 'list',
  fromJSON: (json, place) => listFromJSON(json, place, '[]string').map((item) => stringFromJSON(item, place)),
  fromEnv: splitAtCommas,
  fromFlag: (values) => values,
  toJSON: (value) => value,
};

/** Given once per item on the command line: commas are part of the item. */
export const repeatedStrings: OptionType<readonly string[]> = { ...stringList, flagKind: 'repeated' };

export function splitAtCommas(text: string): readonly string[] {
  return text.split(',');
}

/** A list whose items are checked or normalised one by one. */
export function listOf(goType: string, parseItem: (text: string) => string): OptionType<readonly string[]> {
  return {
    ...stringList,
    goType,
    fromJSON: (json, place) =>
      listFromJSON(json, place, goType).map((item) => parseItem(stringFromJSON(item, place))),
    fromEnv: (text) => splitAtCommas(text).map(parseItem),
    fromFlag: (values) => values.map(parseItem),
  };
}

export type StringMap = Readonly<Record<string, string>>;

export function stringMapFromJSON(json: unknown, place: Place): StringMap {
  if (!isRecord(json)) throw typeMismatch(json, place, 'map[string]string');
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, stringFromJSON(value, { field: place.field, key })]),
  );
}

/** `--tag NAME=VALUE`, `K6_TAGS=a:b,c:d`. */
export const tagMap: OptionType<StringMap> = {
  goType: 'map[string]string',
  flagKind: 'repeated',
  fromJSON: stringMapFromJSON,
  fromEnv: (text) => Object.fromEntries(splitAtCommas(text).map(tagFromEnv)),
  fromFlag: (values) => (values.length === 0 ? undefined : Object.fromEntries(values.map(tagFromFlag))),
  toJSON: (value) => Object.fromEntries(Object.entries(value).sort(byKey)),
};

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function tagFromEnv(pair: string): [string, string] {
  const colon = pair.indexOf(':');
  if (colon === -1) throw new OptionError(`invalid map item: "${pair}"`);
  return [pair.slice(0, colon), pair.slice(colon + 1)];
}

function tagFromFlag(text: string): [string, string] {
  const refuse = (reason: string) => new OptionError(`error parsing tag '${text}': invalid tag, ${reason}`);
  if (text === '') throw refuse('empty string');
  const equals = text.indexOf('=');
  if (equals === 0) throw refuse('empty name');
  if (equals === -1 || equals === text.length - 1) throw refuse('empty value');
  return [text.slice(0, equals), text.slice(equals + 1)];
}
