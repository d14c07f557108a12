import type { Environment, FlagValues } from '@squall/core';
import { readPositiveInteger } from '../flags/positive-integer.ts';

/** The number of worker threads somebody asks for. @throws UserError */
export function readWorkers(flags: FlagValues, env: Environment): number | undefined {
  const text = flags.workers?.at(-1) ?? env.SQUALL_WORKERS ?? '';
  return text === '' ? undefined : readPositiveInteger(text, 'the number of workers');
}
