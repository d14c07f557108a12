import { isGiven } from '../flags/global-flags.ts';
import type { CommandContext } from './command.ts';
import { readTestRequest } from './test-request.ts';

export async function archive(context: CommandContext): Promise<number> {
  const request = await readTestRequest(context, { includeSystemEnvVars: false });
  const engine = context.engine();
  await engine.archive({
    ...request,
    outFile: context.flags['archive-out']?.at(-1) ?? 'archive.tar',
    excludeEnvVars: isGiven(context.flags, 'exclude-env-vars'),
  });
  return 0;
}
