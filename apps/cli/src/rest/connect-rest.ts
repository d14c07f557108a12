import { UserError } from '@squall/core';
import type { CommandContext } from '../commands/command.ts';
import type { RestClient } from './rest-client.ts';
import type { StatusAttributes } from './status-resource.ts';

/** Connects a command to the run it is about. `purpose`: what it needs the REST API for. @throws UserError */
export async function connectRest({ global }: CommandContext, purpose: string): Promise<RestClient> {
  if (global.address === '') {
    throw new UserError(
      'USAGE',
      `The REST API server is disabled, but this command needs to ${purpose}. ` +
        'Enable it by setting --address or K6_ADDRESS.',
    );
  }
  const { RestClient } = await import('./rest-client.ts');
  return new RestClient(global.address);
}

/** Changes a run and shows the status it has then. */
export async function changeRun(
  context: CommandContext,
  attributes: Readonly<Record<string, unknown>>,
): Promise<number> {
  const client = await connectRest(context, 'control a run through it');
  return showStatus(context, await client.change(attributes));
}

export async function showStatus(context: CommandContext, status: StatusAttributes): Promise<number> {
  const { toYaml } = await import('./yaml.ts');
  context.print(toYaml({ ...status }));
  return 0;
}
