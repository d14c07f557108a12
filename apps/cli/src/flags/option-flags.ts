import { CONFIG_TABLE, type FlagSpec, OPTION_TABLE, RUNTIME_OPTION_TABLE } from '@squall/core';
import type { Flag } from '../argv/flag.ts';

interface DescribedOption {
  readonly flag?: FlagSpec;
  readonly help: string;
  readonly type: { readonly flagKind: Flag['kind'] };
}

function toFlag({ flag, help, type }: DescribedOption): Flag[] {
  return flag === undefined ? [] : [{ ...flag, kind: type.flagKind, help }];
}

/** Flags of the options a script can have. */
export const OPTION_FLAGS: readonly Flag[] = Object.values(OPTION_TABLE).flatMap(toFlag);

/** Flags of settings around a run: outputs, lingering, features. */
export const CONFIG_FLAGS: readonly Flag[] = Object.values(CONFIG_TABLE).flatMap(toFlag);

/** Flags about loading a script and reporting on it. */
export const RUNTIME_FLAGS: readonly Flag[] = Object.values(RUNTIME_OPTION_TABLE).map(
  ({ flag, kind, help }) => ({
    ...flag,
    kind,
    help,
  }),
);
