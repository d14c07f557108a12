import { isGiven } from '../flags/global-flags.ts';
import type { CommandContext } from './command.ts';
import { readTestRequest } from './test-request.ts';

export async function inspect(context: CommandContext): Promise<number> {
  const request = await readTestRequest(context, { includeSystemEnvVars: false });
  const engine = context.engine();
  const options = await engine.inspect({
    ...request,
    executionRequirements: isGiven(context.flags, 'execution-requirements'),
  });
  context.print(JSON.stringify(options, null, 2));
  return 0;
}
