import { type FlagValues, UserError } from '@squall/core';
import type { CommandContext } from './command.ts';
import { readTestRequest } from './test-request.ts';

export async function run(context: CommandContext): Promise<number> {
  const request = await readTestRequest(context, { includeSystemEnvVars: true });
  const engine = context.engine();
  return engine.run({ ...request, workers: readWorkers(context.flags, context.env.SQUALL_WORKERS) });
}

function readWorkers(flags: FlagValues, variable: string | undefined): number | undefined {
  const text = flags.workers?.at(-1) ?? variable ?? '';
  if (text === '') return undefined;
  const workers = Number(text);
  if (Number.isInteger(workers) && workers > 0) return workers;
  throw new UserError('USAGE', `the number of workers must be a positive integer, got ${text}`);
}
