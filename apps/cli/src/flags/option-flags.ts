import {
  CONFIG_TABLE,
  type FlagSpec,
  type FlagValues,
  OPTION_TABLE,
  RUNTIME_OPTION_TABLE,
  type ScenarioChoice,
} from '@squall/core';
import type { Flag } from '../argv/flag.ts';
import { isGiven } from './global-flags.ts';

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

/** Flags that choose what of a test is to be run. */
export const CHOICE_FLAGS: readonly Flag[] = [
  { name: 'scenario', kind: 'list', valueName: 'names', help: 'run only these of the scenarios' },
  { name: 'once', kind: 'bool', help: 'run the scenario once, with one VU' },
];

export function readChoice(flags: FlagValues): ScenarioChoice {
  return { names: flags.scenario, once: isGiven(flags, 'once') };
}

/** Flags about loading a script and reporting on it. */
export const RUNTIME_FLAGS: readonly Flag[] = Object.values(RUNTIME_OPTION_TABLE).map(
  ({ flag, kind, help }) => ({
    ...flag,
    kind,
    help,
  }),
);
