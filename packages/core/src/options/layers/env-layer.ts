import { UserError } from '../../errors/user-error.ts';
import type { OptionSpec } from '../option-spec.ts';
import { CONFIG_TABLE, type Config, OPTION_TABLE } from '../option-table.ts';
import { problemOf } from '../values/option-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const SPECS: readonly (readonly [string, OptionSpec<unknown>])[] = Object.entries({
  ...OPTION_TABLE,
  ...CONFIG_TABLE,
});

/** Reads the `K6_*` variables of all options. */
export function parseEnvLayer(env: Environment): Config {
  const values: Record<string, unknown> = {};
  for (const [key, spec] of SPECS) {
    const text = spec.env === undefined ? undefined : env[spec.env];
    if (text === undefined) continue;
    const value = text === '' ? spec.emptyEnv : readVariable(spec, text);
    if (value !== undefined) values[key] = value;
  }
  return values;
}

function readVariable(spec: OptionSpec<unknown>, text: string): unknown {
  try {
    return spec.type.fromEnv(text);
  } catch (error) {
    throw new UserError(
      'INVALID_OPTION',
      `envconfig.Process: assigning ${spec.env} to ${spec.goName}: ` +
        `converting '${text}' to type ${spec.type.goType}. details: ${problemOf(error)}`,
    );
  }
}
