import type { OptionType } from './values/option-type.ts';

export interface FlagSpec {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** What the help text calls the value. */
  readonly valueName?: string;
  /** The value of the bare flag, for flags that need none. */
  readonly bareValue?: string;
}

/** Everything there is to know about one option; sources, JSON, help and documentation derive from it. */
export interface OptionSpec<T> {
  readonly type: OptionType<T>;
  /** Its name in k6's messages about environment variables. */
  readonly goName: string;
  readonly help: string;
  readonly flag?: FlagSpec;
  readonly env?: string;
  /** In effect when no source sets it; an option with a default still counts as unset. */
  readonly default?: T;
  /** Value of an environment variable that is set but empty; without it, that is like an absent one. */
  readonly emptyEnv?: T;
  /** False for options that neither the script nor the config file can set. */
  readonly inJSON?: boolean;
}

export type OptionTable = Readonly<Record<string, OptionSpec<unknown>>>;

/** Values by option; an absent key is an unset option. */
export type ValuesOf<Table> = {
  readonly [K in keyof Table]?: Table[K] extends { readonly type: OptionType<infer T> } ? T : never;
};

/** The options something holds for even when no source sets them. */
export type KeysWithDefault<Table> = {
  [K in keyof Table]: Table[K] extends { readonly default: unknown } ? K : never;
}[keyof Table];

/** Keeps the type of the value, and whether there is a default, while letting tables be plain entries. */
export function option<T, S extends Omit<OptionSpec<T>, 'type'>>(
  type: OptionType<T>,
  spec: S,
): OptionSpec<T> & S {
  return { type, ...spec };
}
