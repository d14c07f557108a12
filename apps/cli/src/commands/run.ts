import type { CommandContext } from './command.ts';
import { readTestRequest } from './test-request.ts';
import { readWorkers } from './workers.ts';

export async function run(context: CommandContext): Promise<number> {
  const request = await readTestRequest(context, { includeSystemEnvVars: true });
  const engine = context.engine();
  return engine.run({ ...request, workers: readWorkers(context.flags, context.env) });
}
