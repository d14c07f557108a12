import type { Place } from './option-error.ts';

/** How the command line reads a flag before the option's own parser sees it. */
export type FlagKind = 'bool' | 'int' | 'duration' | 'string' | 'list' | 'repeated';

/**
 * One kind of option value: how it is read from each source and written as JSON. Parsers throw `OptionError`;
 * undefined means "not set".
 */
export interface OptionType<T> {
  /** k6's name of the type, part of its messages about environment variables. */
  readonly goType: string;
  readonly flagKind: FlagKind;
  /** From the script's options or the config file; never called with null or undefined. */
  fromJSON(json: unknown, place: Place): T | undefined;
  /** From an environment variable that is not empty. */
  fromEnv(text: string): T | undefined;
  /** From a flag that was given: the value of each occurrence, list items already split. */
  fromFlag(values: readonly string[]): T | undefined;
  /** The form `k6 inspect` and archives show. */
  toJSON(value: T): unknown;
}

/** The last occurrence of a flag wins. */
export function lastOf(values: readonly string[]): string {
  return values.at(-1) ?? '';
}
