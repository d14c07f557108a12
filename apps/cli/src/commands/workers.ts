import { type Environment, type FlagValues, UserError } from '@squall/core';

/** The number of worker threads somebody asks for. @throws UserError */
export function readWorkers(flags: FlagValues, env: Environment): number | undefined {
  const text = flags.workers?.at(-1) ?? env.SQUALL_WORKERS ?? '';
  if (text === '') return undefined;
  const workers = Number(text);
  if (Number.isInteger(workers) && workers > 0) return workers;
  throw new UserError('USAGE', `the number of workers must be a positive integer, got ${text}`);
}
