import type { OptionSpec, OptionTable } from '../option-spec.ts';
import { isRecord, jsonKind, OptionError } from '../values/option-error.ts';

export interface JSONLayer {
  readonly values: Readonly<Record<string, unknown>>;
  /** Keys no option has, sorted. */
  readonly unknownKeys: readonly string[];
}

/** Reads an options object by a table. Throws `OptionError` for the first bad value, in the order of keys. */
export function readJSONLayer(json: unknown, table: OptionTable): JSONLayer {
  if (!isRecord(json)) {
    throw new OptionError(`json: cannot unmarshal ${jsonKind(json)} into Go value of type lib.Options`);
  }
  const specs = settableByJSON(table);
  const values: Record<string, unknown> = {};
  const unknownKeys: string[] = [];
  for (const key of Object.keys(json).sort()) {
    const entry = specs.get(key.toLowerCase());
    if (entry === undefined) {
      unknownKeys.push(key);
      continue;
    }
    const value = readValue(entry.spec, json[key], entry.key);
    if (value !== undefined) values[entry.key] = value;
  }
  return { values, unknownKeys };
}

function readValue(spec: OptionSpec<unknown>, json: unknown, key: string): unknown {
  if (json === undefined || json === null) return undefined;
  return spec.type.fromJSON(json, { field: key, key });
}

// Keys of JSON objects match without regard to case, as in Go.
function settableByJSON(
  table: OptionTable,
): ReadonlyMap<string, { readonly key: string; readonly spec: OptionSpec<unknown> }> {
  return new Map(
    Object.entries(table)
      .filter(([, spec]) => spec.inJSON !== false)
      .map(([key, spec]) => [key.toLowerCase(), { key, spec }]),
  );
}
