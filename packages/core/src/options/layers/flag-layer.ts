import { UserError } from '../../errors/user-error.ts';
import type { OptionSpec } from '../option-spec.ts';
import { CONFIG_TABLE, type Config, OPTION_TABLE } from '../option-table.ts';
import { problemOf } from '../values/option-error.ts';

/** Flags that were given, by name without dashes: one value for each occurrence, lists split into items. */
export type FlagValues = Readonly<Record<string, readonly string[]>>;

const SPECS: readonly (readonly [string, OptionSpec<unknown>])[] = Object.entries({
  ...OPTION_TABLE,
  ...CONFIG_TABLE,
});

/** Reads the flags of all options; a flag that was not given leaves its option unset. */
export function parseFlagLayer(flags: FlagValues): Config {
  const values: Record<string, unknown> = {};
  for (const [key, spec] of SPECS) {
    const given = spec.flag === undefined ? undefined : flags[spec.flag.name];
    if (given === undefined) continue;
    const value = readFlag(spec, given);
    if (value !== undefined) values[key] = value;
  }
  return values;
}

function readFlag(spec: OptionSpec<unknown>, given: readonly string[]): unknown {
  try {
    return spec.type.fromFlag(given);
  } catch (error) {
    throw new UserError('USAGE', problemOf(error));
  }
}
